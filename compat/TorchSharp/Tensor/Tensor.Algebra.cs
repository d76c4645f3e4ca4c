namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Ops.matmul.Call(this, target);
        public Tensor mm(Tensor target) => Ops.mm.Call(this, target);
        public Tensor mv(Tensor target) => Ops.mv.Call(this, target);
        public Tensor bmm(Tensor batch2) => Ops.bmm.Call(this, batch2);
        public Tensor dot(Tensor target) => Ops.dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Ops.outer.Call(this, vec2);
        public Tensor inner(Tensor vec2) => Ops.inner.Call(this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Ops.addmm.Call(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Ops.addmm_.InPlace(this, this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Ops.addmv.Call(this, mat, vec, beta, alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Ops.addbmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Ops.baddbmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor kron(Tensor other) => Ops.kron.Call(this, other);
        public Tensor trace() => Ops.trace.Call(this);
        public Tensor tril(long diagonal = 0) => Ops.tril.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => Ops.triu.Call(this, diagonal);
        public Tensor tril_(long diagonal = 0) => Ops.tril_.InPlace(this, this, diagonal);
        public Tensor triu_(long diagonal = 0) => Ops.triu_.InPlace(this, this, diagonal);
        public Tensor diag(long diagonal = 0) => Ops.diag.Call(this, diagonal);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Ops.diag_embed.Call(this, offset, dim1, dim2);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Ops.tensordot.Call(this, b, dims1, dims2);
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor inner(Tensor input, Tensor vec2) => input.inner(vec2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor addmv(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmv(mat1, mat2, beta, alpha);
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => input.addbmm(batch1, batch2, beta, alpha);
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => input.baddbmm(batch1, batch2, beta, alpha);
    public static Tensor kron(Tensor input, Tensor other) => input.kron(other);
    public static Tensor trace(Tensor input) => input.trace();
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
    public static Tensor diag_embed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) => input.diag_embed(offset, dim1, dim2);
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);
    public static Tensor einsum(string equation, params Tensor[] tensors) => Ops.einsum.Call(equation, tensors);
}
