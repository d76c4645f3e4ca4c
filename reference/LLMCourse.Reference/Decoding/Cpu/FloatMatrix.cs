using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>A matrix of float32.</summary>
internal sealed class FloatMatrix : WeightMatrix
{
    private readonly Memory<byte> _weights;

    /// <summary>Copies a matrix.</summary>
    /// <param name="arena">Where to put it.</param>
    /// <param name="weights">The weights <c>[rows, columns]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    public FloatMatrix(WeightArena arena, ReadOnlySpan<float> weights, int rows)
        : base(rows, weights.Length / rows)
    {
        _weights = arena.Take<float>((long)rows * Stride);
        Span<float> to = Weights;
        for (int row = 0; row < rows; row++)
        {
            Span<float> padded = to.Slice(row * Stride, Stride);
            weights.Slice(row * Columns, Columns).CopyTo(padded);
            padded[Columns..].Clear();
        }
    }

    public override bool TakesIntegers => false;

    private Span<float> Weights => MemoryMarshal.Cast<byte, float>(_weights.Span);

    public override void CopyRow(int row, Span<float> to) => Weights.Slice(row * Stride, Columns).CopyTo(to);

    public override ReadOnlySpan<float> Unfold(int row, int count, Span<float> room) => Weights.Slice(row * Stride, count * Stride);

    public override void Multiply(Vectors x, Span<float> y, int yStride, int from, int to)
    {
        ref float weights = ref MemoryMarshal.GetReference(Weights);
        int together = x.Count == 1 ? to - from : RowsInCache(Stride * sizeof(float));
        for (int row = from; row < to; row += together)
        {
            int end = Math.Min(row + together, to), i = 0;
            for (; i + 4 <= x.Count; i += 4)
                MultiplyFour(ref weights, x, i, y[(i * yStride)..], yStride, row, end);
            for (; i < x.Count; i++)
                MultiplyOne(ref weights, x[i], y[(i * yStride)..], row, end);
        }
    }

    /// <summary>One vector: four rows at a time, so that four sums are on their way in the pipeline.</summary>
    private void MultiplyOne(ref float weights, ReadOnlySpan<float> vector, Span<float> y, int from, int to)
    {
        ref float x = ref MemoryMarshal.GetReference(vector);
        nuint stride = (nuint)Stride;
        int row = from;
        for (; row + 4 <= to; row += 4)
        {
            ref float w = ref Unsafe.Add(ref weights, (nuint)row * stride);
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
            for (nuint j = 0; j < stride; j += 16)
            {
                Vector512<float> v = Vector512.LoadUnsafe(ref x, j);
                a = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, j), v, a);
                b = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, j + stride), v, b);
                c = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, j + (2 * stride)), v, c);
                d = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, j + (3 * stride)), v, d);
            }

            Kernels.SumFour(a, b, c, d).CopyTo(y[row..]);
        }

        for (; row < to; row++)
        {
            ref float w = ref Unsafe.Add(ref weights, (nuint)row * stride);
            Vector512<float> a = Vector512<float>.Zero;
            for (nuint j = 0; j < stride; j += 16)
                a = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, j), Vector512.LoadUnsafe(ref x, j), a);
            y[row] = Vector512.Sum(a);
        }
    }

    /// <summary>Four vectors: each weight is read once for all of them.</summary>
    private void MultiplyFour(ref float weights, Vectors vectors, int i, Span<float> y, int yStride, int from, int to)
    {
        ref float x0 = ref MemoryMarshal.GetReference(vectors[i]), x1 = ref MemoryMarshal.GetReference(vectors[i + 1]);
        ref float x2 = ref MemoryMarshal.GetReference(vectors[i + 2]), x3 = ref MemoryMarshal.GetReference(vectors[i + 3]);
        nuint stride = (nuint)Stride;
        for (int row = from; row < to; row++)
        {
            ref float w = ref Unsafe.Add(ref weights, (nuint)row * stride);
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
            for (nuint j = 0; j < stride; j += 16)
            {
                Vector512<float> v = Vector512.LoadUnsafe(ref w, j);
                a = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref x0, j), a);
                b = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref x1, j), b);
                c = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref x2, j), c);
                d = Vector512.FusedMultiplyAdd(v, Vector512.LoadUnsafe(ref x3, j), d);
            }

            Vector128<float> sums = Kernels.SumFour(a, b, c, d);
            y[row] = sums[0];
            y[row + yStride] = sums[1];
            y[row + (2 * yStride)] = sums[2];
            y[row + (3 * yStride)] = sums[3];
        }
    }
}
