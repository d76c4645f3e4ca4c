using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LLMCourse.Reference.Quantization;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Multiplies by a quantised matrix without ever writing it out: 8 or 4 bits come from
/// memory and become 16 in a register.</summary>
/// <remarks>Four rows at a time where possible: their sums are independent, so that one need not wait for the other.</remarks>
internal sealed class QuantizedWeights(QuantizedMatrix matrix) : WeightMatrix(matrix.Rows, matrix.Columns)
{
    public override bool TakesIntegers => true;

    public override void CopyRow(int row, Span<float> to) => matrix.DequantizeRow(row, to);

    public override ReadOnlySpan<float> Unfold(int row, int count, Span<float> room)
    {
        for (int i = 0; i < count; i++)
            matrix.DequantizeRow(row + i, room.Slice(i * Stride, Columns));
        return room;
    }

    public override void Multiply(Vectors x, Span<float> y, int yStride, int from, int to)
    {
        int together = x.Count == 1 ? to - from : RowsInCache(Stride * matrix.Bits / 8);
        for (int row = from; row < to; row += together)
        {
            int end = Math.Min(row + together, to);
            for (int i = 0; i < x.Count; i++)
            {
                if (matrix.Bits == 8)
                    MultiplyBytes(x.Integers(i), x.Scale(i), y[(i * yStride)..], row, end);
                else
                    MultiplyHalves(x.Integers(i), x.Scale(i), y[(i * yStride)..], row, end);
            }
        }
    }

    private void MultiplyBytes(ReadOnlySpan<short> vector, float scale, Span<float> y, int from, int to)
    {
        ref short x = ref MemoryMarshal.GetReference(vector);
        ref sbyte weights = ref Unsafe.As<byte, sbyte>(ref MemoryMarshal.GetReference(matrix.Packed));
        ref float scales = ref MemoryMarshal.GetReference(matrix.Scales);
        nuint stride = (nuint)Stride, group = (nuint)matrix.GroupSize, groups = (nuint)matrix.Groups;
        for (int row = from; row < to; row += 4)
        {
            // Fewer than four rows at the end: the missing ones are the last one again, and not written.
            int rest = to - row;
            nuint r1 = rest > 1 ? stride : 0, r2 = rest > 2 ? r1 + stride : r1, r3 = rest > 3 ? r2 + stride : r2;
            nuint s1 = rest > 1 ? groups : 0, s2 = rest > 2 ? s1 + groups : s1, s3 = rest > 3 ? s2 + groups : s2;
            ref sbyte w = ref Unsafe.Add(ref weights, (nuint)row * stride);
            ref float s = ref Unsafe.Add(ref scales, (nuint)row * groups);
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
            nuint j = 0;
            for (nuint g = 0; g < groups; g++)
            {
                Vector512<short> v = Vector512.LoadUnsafe(ref x, j);
                Vector512<int> ia = Bytes(ref w, j, v), ib = Bytes(ref w, j + r1, v), ic = Bytes(ref w, j + r2, v),
                    id = Bytes(ref w, j + r3, v);
                nuint end = Math.Min(j + group, stride);
                for (j += 32; j < end; j += 32)
                {
                    v = Vector512.LoadUnsafe(ref x, j);
                    ia += Bytes(ref w, j, v);
                    ib += Bytes(ref w, j + r1, v);
                    ic += Bytes(ref w, j + r2, v);
                    id += Bytes(ref w, j + r3, v);
                }

                a = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ia), Vector512.Create(Unsafe.Add(ref s, g)), a);
                b = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ib), Vector512.Create(Unsafe.Add(ref s, g + s1)), b);
                c = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ic), Vector512.Create(Unsafe.Add(ref s, g + s2)), c);
                d = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(id), Vector512.Create(Unsafe.Add(ref s, g + s3)), d);
            }

            Write(Kernels.SumFour(a, b, c, d) * scale, y, row, row, Math.Min(row + 4, to));
        }
    }

    /// <summary>Four rows share 16-bit numbers.</summary>
    private void MultiplyHalves(ReadOnlySpan<short> vector, float scale, Span<float> y, int from, int to)
    {
        ref short x = ref MemoryMarshal.GetReference(vector);
        ref short weights = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, short>(matrix.Packed));
        ref float scales = ref MemoryMarshal.GetReference(matrix.Scales);
        nuint stride = (nuint)Stride, group = (nuint)matrix.GroupSize, groups = (nuint)matrix.Groups;
        for (int row = from / QuantizedMatrix.RowsTogether * QuantizedMatrix.RowsTogether; row < to; row += QuantizedMatrix.RowsTogether)
        {
            int rest = Rows - row;
            nuint s1 = rest > 1 ? groups : 0, s2 = rest > 2 ? s1 + groups : s1, s3 = rest > 3 ? s2 + groups : s2;
            ref short w = ref Unsafe.Add(ref weights, (nuint)(row / QuantizedMatrix.RowsTogether) * stride);
            ref float s = ref Unsafe.Add(ref scales, (nuint)row * groups);
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
            nuint j = 0;
            for (nuint g = 0; g < groups; g++)
            {
                Vector512<int> ia = Vector512<int>.Zero, ib = ia, ic = ia, id = ia;
                for (nuint end = Math.Min(j + group, stride); j < end; j += 32)
                {
                    Vector512<short> v = Vector512.LoadUnsafe(ref x, j), four = Vector512.LoadUnsafe(ref w, j);
                    ia += Kernels.MultiplyPairs((four << 12) >> 12, v);
                    ib += Kernels.MultiplyPairs((four << 8) >> 12, v);
                    ic += Kernels.MultiplyPairs((four << 4) >> 12, v);
                    id += Kernels.MultiplyPairs(four >> 12, v);
                }

                a = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ia), Vector512.Create(Unsafe.Add(ref s, g)), a);
                b = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ib), Vector512.Create(Unsafe.Add(ref s, g + s1)), b);
                c = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(ic), Vector512.Create(Unsafe.Add(ref s, g + s2)), c);
                d = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(id), Vector512.Create(Unsafe.Add(ref s, g + s3)), d);
            }

            Write(Kernels.SumFour(a, b, c, d) * scale, y, row, from, Math.Min(row + 4, to));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Bytes(ref sbyte weights, nuint at, Vector512<short> v) =>
        Kernels.MultiplyPairs(Kernels.Widen(Vector256.LoadUnsafe(ref weights, at)), v);

    /// <summary>Writes the products of rows <paramref name="row"/> to row + 3 as far as they are in the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector128<float> products, Span<float> y, int row, int from, int to)
    {
        if (row >= from && row + 4 == to)
        {
            products.CopyTo(y[row..]);
            return;
        }

        for (int r = Math.Max(row, from); r < to; r++)
            y[r] = products[r - row];
    }
}
