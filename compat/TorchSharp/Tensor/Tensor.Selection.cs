namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor where(Tensor condition, Tensor y) => Ops.where.Call(condition, this, y);
        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.masked_fill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Ops.masked_fill_.InPlace(this, this, mask, value);
        public Tensor masked_select(Tensor mask) => Ops.masked_select.Call(this, mask);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Ops.masked_scatter.Call(this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Ops.masked_scatter_.InPlace(this, this, mask, value);
        public Tensor nonzero() => Ops.nonzero.Call(this);
        public Tensor argwhere() => Ops.nonzero.Call(this);
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.scatter.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Ops.scatter_.InPlace(this, this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Ops.scatter_add.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Ops.scatter_add_.InPlace(this, this, dim, index, src);
        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.index_add.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.index_add_.InPlace(this, this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Ops.index_copy.Call(this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Ops.index_copy_.InPlace(this, this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Ops.index_fill.Call(this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Ops.index_fill_.InPlace(this, this, dim, index, value);
        public Tensor take(Tensor index) => Ops.take.Call(this, index);
        public Tensor take_along_dim(Tensor indices, long dim) => Ops.take_along_dim.Call(this, indices, dim);
        public Tensor roll(long shifts, long? dims = null) => Ops.roll.Call(this, (ReadOnlySpan<long>)[shifts], dims is { } d ? (ReadOnlySpan<long>)[d] : []);
        public Tensor roll(long[] shifts, long[] dims) => Ops.roll.Call(this, shifts, dims);
        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => Ops.roll.Call(this, shifts, dims);
        public Tensor flip(params long[] dims) => Ops.flip.Call(this, dims);
        public Tensor fliplr() => Ops.fliplr.Call(this);
        public Tensor flipud() => Ops.flipud.Call(this);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Ops.repeat_interleave_int.Call(this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Ops.repeat_interleave.Call(this, repeats, dim, output_size);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.topk.Call2(this, k, dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.sort_stable.Call2(this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => Ops.argsort.Call(this, dim, descending);
        public Tensor msort() => Ops.msort.Call(this);

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Ops.kthvalue.Call2(this, k, dim ?? -1, keepdim);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Ops.bucketize.Call(this, boundaries, outInt32, right);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Ops.bincount.Call(this, weights, minlength);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            (Tensor output, Tensor inverse, Tensor counts) = dim is { } d
                ? Ops.unique_dim.Call3(this, d, sorted, return_inverse, return_counts)
                : Ops.unique2.Call3(this, sorted, return_inverse, return_counts);
            if (!return_inverse) inverse?.Dispose();
            if (!return_counts) counts?.Dispose();
            return (output, return_inverse ? inverse : null, return_counts ? counts : null);
        }

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Ops.multinomial.Call(this, num_samples, replacement, generator);

        public Tensor bernoulli(Generator? generator = null) => Ops.bernoulli.Call(this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Ops.bernoulli_.InPlace(this, this, p, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Ops.normal_.InPlace(this, this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => Ops.uniform_.InPlace(this, this, from, to, generator);
        public Tensor random_(double from, double to, Generator? generator = null) => Ops.random_.InPlace(this, this, (long)from, (long)to, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) => Ops.exponential_.InPlace(this, this, lambda, generator);
        public Tensor zero_() => Ops.zero_.InPlace(this, this);
        public Tensor fill_(Scalar value) => Ops.fill_.InPlace(this, this, value);
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Ops.where.Call(condition, x, y);
    public static Tensor[] where(Tensor condition) => Ops.where_condition.CallList(condition);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor nonzero(Tensor input) => input.nonzero();
    public static Tensor argwhere(Tensor input) => input.argwhere();
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_(dim, index, src);
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);
    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add_(dim, index, src);
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add(dim, index, source, alpha);
    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add_(dim, index, source, alpha);
    public static Tensor index_copy(Tensor input, long dim, Tensor index, Tensor source) => input.index_copy(dim, index, source);
    public static Tensor index_fill(Tensor input, long dim, Tensor index, Scalar value) => input.index_fill(dim, index, value);
    public static Tensor take(Tensor input, Tensor index) => input.take(index);
    public static Tensor take_along_dim(Tensor input, Tensor indices, long dim = 0) => input.take_along_dim(indices, dim);
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor fliplr(Tensor input) => input.fliplr();
    public static Tensor flipud(Tensor input) => input.flipud();
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static (Tensor values, Tensor indexes) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) => tensor.topk(k, dim, largest, sorted);
    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => input.sort(dim, descending, stable);
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);
    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) => input.bucketize(boundaries, outInt32, right);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Ops.searchsorted.Call(sorted_sequence, values, out_int32, right, Arg.None, sorter);

    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);

    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
        Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique(sorted, return_inverse, return_counts, dim);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);
}
