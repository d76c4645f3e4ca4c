using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The shape of a tensor.</summary>
    public readonly struct Size : IEnumerable<long>
    {
        private readonly long[]? _shape;

        public static readonly Size Empty = new(Array.Empty<long>());

        public Size(long[] shape) => _shape = [.. shape];
        public Size(IEnumerable<long> shape) => _shape = [.. shape];
        public Size(int[] shape) => _shape = Array.ConvertAll(shape, n => (long)n);
        public Size(long size) => _shape = [size];
        public Size(int size) => _shape = [size];
        public Size((long, long) size) => _shape = [size.Item1, size.Item2];
        public Size((long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public long[] Shape => _shape ?? [];
        public int Length => Shape.Length;
        public bool IsEmpty => Length == 0;
        public bool IsScalar => Length == 0;
        public long this[int idx] => Shape[idx];
        public long this[long idx] => Shape[idx];
        public long numel() => Shape.Aggregate(1L, (a, b) => checked(a * b));
        public Size Slice(int first, int next) => new(Shape[first..next]);

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size(long[] size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);
        public static bool operator !=(Size left, Size right) => !(left == right);
        public static Size operator +(Size left, Size right) => new([.. left.Shape, .. right.Shape]);
        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Shape, .. right]);

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public override bool Equals(object? obj) => obj is Size s && this == s;
        public override int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);
        public override string ToString() => $"[{string.Join(", ", Shape)}]";
    }
}
