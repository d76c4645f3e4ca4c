using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The arithmetic between the matrices. Spans are padded to <see cref="WeightMatrix.Alignment"/> where that is said.</summary>
internal static class Kernels
{
    /// <summary>The sums of four vectors' elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SumFour(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector128<float> p = Fold(a), q = Fold(b), r = Fold(c), s = Fold(d);
        if (Sse3.IsSupported)
            return Sse3.HorizontalAdd(Sse3.HorizontalAdd(p, q), Sse3.HorizontalAdd(r, s));
        return Vector128.Create(Vector128.Sum(p), Vector128.Sum(q), Vector128.Sum(r), Vector128.Sum(s));
    }

    /// <summary>Rows of a 4×4 matrix become its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!Sse.IsSupported)
            return (Column(0), Column(1), Column(2), Column(3));
        Vector128<float> low = Sse.UnpackLow(a, b), high = Sse.UnpackHigh(a, b), nextLow = Sse.UnpackLow(c, d),
            nextHigh = Sse.UnpackHigh(c, d);
        return (Sse.MoveLowToHigh(low, nextLow), Sse.MoveHighToLow(nextLow, low), Sse.MoveLowToHigh(high, nextHigh),
            Sse.MoveHighToLow(nextHigh, high));

        Vector128<float> Column(int i) => Vector128.Create(a[i], b[i], c[i], d[i]);
    }

    /// <summary>16 whole numbers as floating-point numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToFloats(Vector256<short> x)
    {
        (Vector256<int> low, Vector256<int> high) = Vector256.Widen(x);
        return Vector512.ConvertToSingle(Vector512.Create(low, high));
    }

    /// <summary>The greatest element.</summary>
    public static float Greatest(Vector512<float> x)
    {
        Vector256<float> half = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }

    /// <summary>Products of 16-bit numbers, neighbours or other pairs added: the sum of the result is the scalar product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyPairs(Vector512<short> a, Vector512<short> b)
    {
        if (Avx512BW.IsSupported)
            return Avx512BW.MultiplyAddAdjacent(a, b);
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()),
                Avx2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));
        return (Vector512.WidenLower(a) * Vector512.WidenLower(b)) + (Vector512.WidenUpper(a) * Vector512.WidenUpper(b));
    }

    /// <summary>32 numbers of 8 bits as numbers of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Widen(Vector256<sbyte> x)
    {
        if (Avx512BW.IsSupported)
            return Avx512BW.ConvertToVector512Int16(x);
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.ConvertToVector256Int16(x.GetLower()), Avx2.ConvertToVector256Int16(x.GetUpper()));
        (Vector256<short> low, Vector256<short> high) = Vector256.Widen(x);
        return Vector512.Create(low, high);
    }

    /// <summary>Divides by the root mean square and scales.</summary>
    public static void RmsNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> to)
    {
        float scale = 1 / MathF.Sqrt((Dot(x, x) / x.Length) + epsilon);
        for (int i = 0; i < x.Length; i++)
            to[i] = x[i] * scale * weight[i];
    }

    /// <summary>Normalises to mean 0 and variance 1, scales and shifts; an empty bias is none.</summary>
    public static void LayerNorm(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> to)
    {
        float mean = 0, variance = 0;
        foreach (float value in x)
            mean += value;
        mean /= x.Length;
        foreach (float value in x)
            variance += (value - mean) * (value - mean);
        float scale = 1 / MathF.Sqrt((variance / x.Length) + epsilon);
        for (int i = 0; i < x.Length; i++)
            to[i] = ((x[i] - mean) * scale * weight[i]) + (bias.IsEmpty ? 0 : bias[i]);
    }

    /// <summary>The scalar product of two spans of the same length, any length.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b);
        Vector512<float> sum = Vector512<float>.Zero;
        int i = 0;
        for (; i + 16 <= a.Length; i += 16)
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i), sum);
        float total = Vector512.Sum(sum);
        for (; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }

    /// <summary>Multiplies numbers, a multiple of 16 of them, by the same one.</summary>
    public static void Scale(Span<float> x, float by)
    {
        ref float first = ref MemoryMarshal.GetReference(x);
        for (nuint i = 0; i < (nuint)x.Length; i += 16)
            (Vector512.LoadUnsafe(ref first, i) * by).StoreUnsafe(ref first, i);
    }

    /// <summary>Turns scores into weights that sum to 1, in place; what the span holds beyond <paramref name="count"/> becomes 0.</summary>
    /// <param name="scores">Padded to a multiple of 16.</param>
    /// <param name="count">How many scores count, at least 1.</param>
    public static void Softmax(Span<float> scores, int count)
    {
        scores[count..].Fill(float.NegativeInfinity);
        ref float x = ref MemoryMarshal.GetReference(scores);
        Vector512<float> most = Vector512.Create(float.NegativeInfinity), sum = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)scores.Length; i += 16)
            most = Vector512.Max(most, Vector512.LoadUnsafe(ref x, i));
        Vector512<float> greatest = Vector512.Create(Greatest(most));
        for (nuint i = 0; i < (nuint)scores.Length; i += 16)
        {
            Vector512<float> power = Vector512.Exp(Vector512.LoadUnsafe(ref x, i) - greatest);
            power.StoreUnsafe(ref x, i);
            sum += power;
        }

        Vector512<float> inverse = Vector512.Create(1 / Vector512.Sum(sum));
        for (nuint i = 0; i < (nuint)scores.Length; i += 16)
            (Vector512.LoadUnsafe(ref x, i) * inverse).StoreUnsafe(ref x, i);
    }

    /// <summary>Folds sixteen sums into four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Vector512<float> x)
    {
        Vector256<float> half = x.GetLower() + x.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}
