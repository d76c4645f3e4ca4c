using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.M09;

/// <summary>The usual distances, in float32. They add in the same order on every processor, so that an index is the same everywhere.</summary>
public static class Distances
{
    /// <summary>Gives the square of the Euclidean distance.</summary>
    /// <param name="a">One vector.</param>
    /// <param name="b">Another of the same length.</param>
    public static float SquaredEuclidean(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector256<float>> x = MemoryMarshal.Cast<float, Vector256<float>>(a), y = MemoryMarshal.Cast<float, Vector256<float>>(b[..a.Length]);
        Vector256<float> sum = default;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
        float total = Vector256.Sum(sum);
        for (int i = x.Length * Vector256<float>.Count; i < a.Length; i++) total += (a[i] - b[i]) * (a[i] - b[i]);
        return total;
    }

    /// <summary>Gives minus the inner product.</summary>
    /// <param name="a">One vector.</param>
    /// <param name="b">Another of the same length.</param>
    public static float InnerProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => -Dot(a, b);

    /// <summary>Gives 1 minus the cosine of the angle between two vectors; 1 where one of them is zero.</summary>
    /// <param name="a">One vector.</param>
    /// <param name="b">Another of the same length.</param>
    public static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float lengths = MathF.Sqrt(Dot(a, a)) * MathF.Sqrt(Dot(b, b));
        return lengths == 0 ? 1 : 1 - (Dot(a, b) / lengths);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector256<float>> x = MemoryMarshal.Cast<float, Vector256<float>>(a), y = MemoryMarshal.Cast<float, Vector256<float>>(b[..a.Length]);
        Vector256<float> sum = default;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        float total = Vector256.Sum(sum);
        for (int i = x.Length * Vector256<float>.Count; i < a.Length; i++) total += a[i] * b[i];
        return total;
    }
}
