namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T => Ops.numpy_T.Call(this);
        public Tensor mT => Ops.mT.Call(this);
        public Tensor reshape(params long[] shape) => Ops.reshape.Call(this, shape);
        public Tensor view(params long[] shape) => Ops.view.Call(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.flatten.Call(this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => reshape(Split(dim, sizes));
        public Tensor unflatten(long dim, Size sizes) => reshape(Split(dim, sizes.Shape));
        public Tensor ravel() => reshape(-1);
        public Tensor squeeze(long? dim = null) => dim is { } d ? Ops.squeeze_dim.Call(this, d) : Ops.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) => dim is { } d ? Ops.squeeze__dim.InPlace(this, this, d) : Ops.squeeze_.InPlace(this, this);
        public Tensor unsqueeze(long dim) => Ops.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Ops.unsqueeze_.InPlace(this, this, dim);
        public Tensor t() => Ops.t.Call(this);
        public Tensor transpose(long dim0, long dim1) => Ops.transpose.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Ops.transpose_.InPlace(this, this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor permute(params long[] permutation) => Ops.permute.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor movedim(long[] source, long[] destination) => Ops.movedim.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor contiguous() => Ops.contiguous.Call(this);
        public Tensor clone() => Ops.clone.Call(this);
        public Tensor alias() => Ops.alias.Call(this);
        public Tensor expand(params long[] sizes) => expand(sizes, false);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape, false);
        public Tensor broadcast_to(params long[] shape) => Ops.broadcast_to.Call(this, shape);
        public Tensor repeat(params long[] sizes) => Ops.repeat.Call(this, sizes);
        public Tensor tile(long[] reps) => Ops.tile.Call(this, reps);
        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step) => Ops.slice.Call(this, dim, start, finish, step);
        public Tensor select(long dim, long index) => Ops.select.Call(this, dim, index);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Ops.diagonal.Call(this, offset, dim1, dim2);
        public Tensor unfold(long dimension, long size, long step) => Ops.unfold.Call(this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Ops.as_strided.Call(this, size, strides, storageOffset);
        public Tensor[] unbind(long dimension = 0) => Ops.unbind.CallList(this, dimension);
        public Tensor[] chunk(long chunks, long dim = 0) => Ops.chunk.CallList(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Ops.split.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Ops.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => Ops.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(params long[] sizes) => split(sizes, 0L);
        public Tensor[] tensor_split(long size, long dim = 0) => Ops.tensor_split.CallList(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Ops.tensor_split_indices.CallList(this, sizes, dim);

        private long[] Split(long dim, long[] sizes)
        {
            long[] own = shape;
            int d = (int)Axis(dim);
            return [.. own[..d], .. sizes, .. own[(d + 1)..]];
        }
    }

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);
    public static Tensor ravel(Tensor input) => input.ravel();
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor t(Tensor input) => input.t();
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => input.transpose(axis0, axis1);
    public static Tensor swapdims(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor clone(Tensor input) => input.clone();
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Ops.broadcast_tensors.CallList(tensors);
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Ops.cat.Call(Arg.Tensors([.. tensors]), dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Ops.cat.Call(tensors, dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Ops.cat.Call(tensors.ToArray(), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.stack.Call(Arg.Tensors([.. tensors]), dim);
    public static Tensor hstack(IList<Tensor> tensors) => Ops.hstack.Call(Arg.Tensors([.. tensors]));
    public static Tensor hstack(params Tensor[] tensors) => Ops.hstack.Call(tensors);
    public static Tensor vstack(IList<Tensor> tensors) => Ops.vstack.Call(Arg.Tensors([.. tensors]));
    public static Tensor vstack(Tensor[] tensors) => Ops.vstack.Call(tensors);
    public static Tensor block_diag(params Tensor[] tensors) => Ops.block_diag.Call(tensors);
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Ops.meshgrid.CallList(Arg.Tensors([.. tensors]), indexing);
}
