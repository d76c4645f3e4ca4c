using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in row-major order whatever its strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (!tensor.is_cpu()) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the CPU before reading.");
        if (tensor.is_sparse) throw new InvalidOperationException("A sparse tensor has no plain data: use to_dense() first.");
        _tensor = tensor;
    }

    public long Count => _tensor.numel();

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get
        {
            T value = ((T*)_tensor.DataPointer())[Offset(indices)];
            GC.KeepAlive(_tensor);
            return value;
        }
        set
        {
            ((T*)_tensor.DataPointer())[Offset(indices)] = value;
            GC.KeepAlive(_tensor);
        }
    }

    public unsafe T[] ToArray()
    {
        var result = new T[checked((int)Count)];
        CopyTo(result.AsSpan());
        return result;
    }

    /// <summary>An array of as many axes as the tensor has.</summary>
    public Array ToNDArray()
    {
        long[] shape = _tensor.shape;
        if (shape.Length == 0) return ToArray();
        Array array = Array.CreateInstance(typeof(T), shape);
        long[] index = new long[shape.Length];
        foreach (T value in ToArray())
        {
            array.SetValue(value, index);
            for (int d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        CopyTo(array.AsSpan(), arrayIndex, tensorIndex);
    }

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on, as many as fit.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        Span<T> target = array[arrayIndex..];
        long n = Math.Min(target.Length, Math.Max(0, Count - tensorIndex));
        for (long i = 0; i < n;)
        {
            Span<T> run = Run(tensorIndex + i);
            run = run[..(int)Math.Min(run.Length, n - i)];
            run.CopyTo(target[(int)i..]);
            i += run.Length;
        }
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);
    }

    /// <summary>Copies into the elements from <paramref name="tensorIndex"/> on, as many as there are.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        ReadOnlySpan<T> source = array[arrayIndex..];
        long n = Math.Min(source.Length, Math.Max(0, Count - tensorIndex));
        for (long i = 0; i < n;)
        {
            Span<T> run = Run(tensorIndex + i);
            run = run[..(int)Math.Min(run.Length, n - i)];
            source.Slice((int)i, run.Length).CopyTo(run);
            i += run.Length;
        }
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the tensor stays its owner's.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && ToArray().AsSpan().SequenceEqual(other.ToArray());
    public override int GetHashCode() => _tensor.GetHashCode();

    public static bool operator ==(TensorAccessor<T>? left, TensorAccessor<T>? right) =>
        left is null ? right is null : left.Equals(right);

    public static bool operator !=(TensorAccessor<T>? left, TensorAccessor<T>? right) => !(left == right);

    // The elements that lie in memory one after the other, from the one with this row-major number on.
    private unsafe Span<T> Run(long index)
    {
        T* p = (T*)_tensor.DataPointer();
        if (_tensor.is_contiguous()) return new Span<T>(p + index, (int)Math.Min(int.MaxValue, Count - index));
        long[] shape = _tensor.shape, strides = _tensor.stride();
        long offset = 0, rest = index;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            offset += rest % shape[d] * strides[d];
            rest /= shape[d];
        }
        long run = strides[^1] == 1 ? shape[^1] - index % shape[^1] : 1;
        return new Span<T>(p + offset, (int)Math.Min(int.MaxValue, run));
    }

    private long Offset(long[] indices)
    {
        long[] shape = _tensor.shape, strides = _tensor.stride();
        if (indices.Length == 1 && shape.Length != 1) // a row-major number
        {
            long n = Count;
            if (indices[0] < 0 || indices[0] >= n) throw new IndexOutOfRangeException($"Element {indices[0]} of {n}.");
            long rest = indices[0], at = 0;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                at += rest % shape[d] * strides[d];
                rest /= shape[d];
            }
            return at;
        }
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices were given for a tensor of {shape.Length} axes.", nameof(indices));
        long offset = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= shape[d])
                throw new IndexOutOfRangeException($"Index {indices[d]} on axis {d} of length {shape[d]}.");
            offset += indices[d] * strides[d];
        }
        return offset;
    }
}
