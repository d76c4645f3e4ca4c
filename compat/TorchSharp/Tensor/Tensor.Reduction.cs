namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Ops.sum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)[dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)[dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)[dim0, dim1, dim2], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => Ops.sum_dim.Call(this, dim, keepdim, type);
        public Tensor nansum() => Ops.nansum.Call(this);
        public Tensor mean() => Ops.mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Ops.mean_dim.Call(this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Ops.prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Ops.prod_dim.Call(this, dim, keepdim, type);

        public Tensor var(bool unbiased = true) => Ops.var.Call(this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)[dim], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Ops.var_dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor std(bool unbiased = true) => Ops.std.Call(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)[dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Ops.std_dim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor max() => Ops.max.Call(this);
        public Tensor max(Tensor other) => Ops.maximum.Call(this, other);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Ops.max_dim.Call2(this, dim, keepdim);
        public Tensor min() => Ops.min.Call(this);
        public Tensor min(Tensor other) => Ops.minimum.Call(this, other);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Ops.min_dim.Call2(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Ops.amax.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Ops.amax.Call(this, dims, keepdim));
        public Tensor amin(params long[] dims) => Ops.amin.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Into(@out, Ops.amin.Call(this, dims, keepdim));
        public Tensor argmax() => Ops.argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Ops.argmax.Call(this, dim, keepdim);
        public Tensor argmin() => Ops.argmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Ops.argmin.Call(this, dim, keepdim);
        public Tensor all() => Ops.all.Call(this);
        public Tensor all(long dim, bool keepdim = false) => Ops.all_dim.Call(this, dim, keepdim);
        public Tensor any() => Ops.any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => Ops.any_dim.Call(this, dim, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.logsumexp.Call(this, (ReadOnlySpan<long>)[dim], keepdim);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax.Call(this, dim, dtype);
        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.cumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Ops.cumprod.Call(this, dim, type);
        public Tensor logcumsumexp(long dim) => Ops.logcumsumexp.Call(this, dim);
        public (Tensor values, Tensor indexes) cummax(long dim) => Ops.cummax.Call2(this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Ops.cummin.Call2(this, dim);
        public Tensor norm(float p = 2) => Ops.norm.Call(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Ops.norm_dim.Call(this, p, (ReadOnlySpan<long>)[dim], keepdim);
        public Tensor median() => Ops.median.Call(this);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Ops.quantile.Call(this, q, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) => dims is null ? Ops.count_nonzero.Call(this) : Ops.count_nonzero_dim.Call(this, dims);
        public Tensor dist(Tensor other, float p = 2) => Ops.dist.Call(this, other, p);

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null) return result;
            using (result) return target.copy_(result);
        }

        private static Tensor Cast(Tensor t, ScalarType? type)
        {
            if (type is not { } wanted || t.dtype == wanted) return t;
            using (t) return t.to_type(wanted);
        }
    }

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);
    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);
    public static Tensor mean(Tensor input) => input.mean();
    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) => input.mean(dimensions, keepdim, type);
    public static Tensor prod(Tensor input, ScalarType? type = null) => input.prod(type);
    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.prod(dim, keepdim, type);
    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);
    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.var(dimensions, unbiased, keepdim, type);
    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.var(dimensions, unbiased, keepdim, type);
    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);
    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.std(dimensions, unbiased, keepdim, type);
    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => input.std(dimensions, unbiased, keepdim, type);
    public static Tensor max(Tensor input) => input.max();
    public static Tensor max(Tensor input, Tensor other) => input.max(other);
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);
    public static Tensor min(Tensor input) => input.min();
    public static Tensor min(Tensor input, Tensor other) => input.min(other);
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);
    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amax(dims, keepdim, @out);
    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false, Tensor? @out = null) => input.amin(dims, keepdim, @out);
    public static Tensor argmax(Tensor input) => input.argmax();
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);
    public static Tensor argmin(Tensor input) => input.argmin();
    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);
    public static Tensor all(Tensor input) => input.all();
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);
    public static Tensor any(Tensor input) => input.any();
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);
    public static Tensor cumprod(Tensor input, long dim, ScalarType? dtype = null) => input.cumprod(dim, dtype);
    public static Tensor logcumsumexp(Tensor input, long dim) => input.logcumsumexp(dim);
    public static (Tensor values, Tensor indexes) cummax(Tensor input, long dim) => input.cummax(dim);
    public static (Tensor values, Tensor indexes) cummin(Tensor input, long dim) => input.cummin(dim);
    public static Tensor norm(Tensor input) => input.norm();
    public static Tensor norm(Tensor input, float p = 2) => input.norm(p);
    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2) => input.norm(dimension, keepdim, p);
    public static Tensor median(Tensor input) => input.median();
    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);
    public static Tensor count_nonzero(Tensor input, long[]? dims = null) => input.count_nonzero(dims);
    public static Tensor dist(Tensor input, Tensor other, float p = 2) => input.dist(other, p);
}
