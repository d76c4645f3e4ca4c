using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LLMCourse.Reference.Quantization;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Multiplies by a quantised matrix without ever writing it out: 8 or 4 bits come from memory and become 16 in a register.</summary>
internal sealed class QuantizedWeights(QuantizedMatrix matrix) : WeightMatrix(matrix.Rows, matrix.Columns)
{
    public override bool TakesIntegers => true;

    public override void CopyRow(int row, Span<float> to) => matrix.DequantizeRow(row, to);

    public override void Multiply(Vectors x, Span<float> y, int yStride, int from, int to)
    {
        for (int i = 0; i < x.Count; i++)
        {
            if (matrix.Bits == 8)
                MultiplyBytes(x.Integers(i), x.Scale(i), y[(i * yStride)..], from, to);
            else
                MultiplyHalves(x.Integers(i), x.Scale(i), y[(i * yStride)..], from, to);
        }
    }

    private void MultiplyBytes(ReadOnlySpan<short> vector, float scale, Span<float> y, int from, int to)
    {
        ref short x = ref MemoryMarshal.GetReference(vector);
        ref sbyte weights = ref Unsafe.As<byte, sbyte>(ref MemoryMarshal.GetReference(matrix.Packed));
        ref float scales = ref MemoryMarshal.GetReference(matrix.Scales);
        nuint stride = (nuint)Stride, group = (nuint)matrix.GroupSize;
        for (int row = from; row < to; row++)
        {
            ref sbyte w = ref Unsafe.Add(ref weights, (nuint)row * stride);
            ref float s = ref Unsafe.Add(ref scales, (nuint)row * (nuint)matrix.Groups);
            Vector512<float> sum = Vector512<float>.Zero;
            for (nuint start = 0; start < stride; start += group)
            {
                Vector512<int> inGroup = Vector512<int>.Zero;
                nuint end = Math.Min(start + group, stride);
                for (nuint j = start; j < end; j += 32)
                    inGroup += Kernels.MultiplyPairs(Kernels.Widen(Vector256.LoadUnsafe(ref w, j)), Vector512.LoadUnsafe(ref x, j));
                sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(inGroup), Vector512.Create(s), sum);
                s = ref Unsafe.Add(ref s, 1);
            }

            y[row] = Vector512.Sum(sum) * scale;
        }
    }

    /// <summary>Two rows at a time, which share bytes.</summary>
    private void MultiplyHalves(ReadOnlySpan<short> vector, float scale, Span<float> y, int from, int to)
    {
        ref short x = ref MemoryMarshal.GetReference(vector);
        ref byte weights = ref MemoryMarshal.GetReference(matrix.Packed);
        ref float scales = ref MemoryMarshal.GetReference(matrix.Scales);
        nuint stride = (nuint)Stride, group = (nuint)matrix.GroupSize, groups = (nuint)matrix.Groups;
        Vector256<byte> half = Vector256.Create((byte)15);
        Vector256<sbyte> offset = Vector256.Create((sbyte)QuantizedMatrix.Offset);
        for (int pair = from / 2; pair * 2 < to; pair++)
        {
            ref byte w = ref Unsafe.Add(ref weights, (nuint)pair * stride);
            ref float even = ref Unsafe.Add(ref scales, (nuint)pair * 2 * groups);
            ref float odd = ref (pair * 2) + 1 < Rows ? ref Unsafe.Add(ref even, groups) : ref even;
            Vector512<float> evenSum = Vector512<float>.Zero, oddSum = evenSum;
            for (nuint start = 0; start < stride; start += group)
            {
                Vector512<int> inEven = Vector512<int>.Zero, inOdd = inEven;
                nuint end = Math.Min(start + group, stride);
                for (nuint j = start; j < end; j += 32)
                {
                    Vector256<byte> both = Vector256.LoadUnsafe(ref w, j);
                    Vector512<short> v = Vector512.LoadUnsafe(ref x, j);
                    inEven += Kernels.MultiplyPairs(Kernels.Widen((both & half).AsSByte() - offset), v);
                    inOdd += Kernels.MultiplyPairs(Kernels.Widen(((both.AsUInt16() >>> 4).AsByte() & half).AsSByte() - offset), v);
                }

                evenSum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(inEven), Vector512.Create(even), evenSum);
                oddSum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(inOdd), Vector512.Create(odd), oddSum);
                even = ref Unsafe.Add(ref even, 1);
                odd = ref Unsafe.Add(ref odd, 1);
            }

            if (pair * 2 >= from)
                y[pair * 2] = Vector512.Sum(evenSum) * scale;
            if ((pair * 2) + 1 < to)
                y[(pair * 2) + 1] = Vector512.Sum(oddSum) * scale;
        }
    }
}
