using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>The nonlinearities of the feed-forward layer on spans of any length.</summary>
internal static class ActivationKernels
{
    /// <summary>Applies an ungated nonlinearity in place.</summary>
    public static void Apply(Activation activation, Span<float> x)
    {
        switch (activation)
        {
            case Activation.Relu:
                ForEach<Relu>(x, default);
                break;
            case Activation.Gelu:
                ForEach<Gelu>(x, default);
                break;
            case Activation.GeluTanh:
                ForEach<GeluTanh>(x, default);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Computes silu(gate)·up into <paramref name="gate"/>.</summary>
    public static void SwiGlu(Span<float> gate, ReadOnlySpan<float> up) => ForEach<GatedSilu>(gate, up);

    /// <summary>1/(1 + e⁻ˣ); tanh is 2·logistic(2x) − 1, which makes the tanh form of GELU x·logistic(2·argument).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Logistic(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-x));

    /// <summary>Φ(x) by Abramowitz and Stegun 1964, 7.1.26: at most 1.5e-7 off.</summary>
    private static Vector512<float> NormalCdf(Vector512<float> x)
    {
        Vector512<float> z = Vector512.Abs(x) * 0.70710678f;
        Vector512<float> t = Vector512<float>.One / (Vector512<float>.One + (z * 0.3275911f));
        Vector512<float> series = ((((((((t * 1.061405429f) - Vector512.Create(1.453152027f)) * t) + Vector512.Create(1.421413741f)) * t)
            - Vector512.Create(0.284496736f)) * t) + Vector512.Create(0.254829592f)) * t;
        Vector512<float> tail = series * Vector512.Exp(-(z * z)) * 0.5f;
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), tail, Vector512<float>.One - tail);
    }

    private static void ForEach<T>(Span<float> x, ReadOnlySpan<float> y)
        where T : IFunction
    {
        ref float left = ref MemoryMarshal.GetReference(x), right = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i + 16 <= x.Length; i += 16)
        {
            Vector512<float> second = y.IsEmpty ? default : Vector512.LoadUnsafe(ref right, (nuint)i);
            T.Of(Vector512.LoadUnsafe(ref left, (nuint)i), second).StoreUnsafe(ref left, (nuint)i);
        }

        if (i == x.Length)
            return;
        Span<float> restOfX = stackalloc float[16], restOfY = stackalloc float[16];
        x[i..].CopyTo(restOfX);
        if (!y.IsEmpty)
            y[i..].CopyTo(restOfY);
        T.Of(Vector512.Create<float>(restOfX), Vector512.Create<float>(restOfY)).CopyTo(restOfX);
        restOfX[..(x.Length - i)].CopyTo(x[i..]);
    }

    /// <summary>A function of sixteen numbers, or of sixteen pairs; a type, and not a delegate, so that loops contain it.</summary>
    private interface IFunction
    {
        static abstract Vector512<float> Of(Vector512<float> x, Vector512<float> y);
    }

    private readonly struct Relu : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x, Vector512<float> y) => Vector512.Max(x, Vector512<float>.Zero);
    }

    private readonly struct Gelu : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x, Vector512<float> y) => x * NormalCdf(x);
    }

    private readonly struct GeluTanh : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x, Vector512<float> y) =>
            x * Logistic(x * (2 * MathF.Sqrt(2 / MathF.PI)) * (Vector512<float>.One + (x * x * 0.044715f)));
    }

    private readonly struct GatedSilu : IFunction
    {
        public static Vector512<float> Of(Vector512<float> x, Vector512<float> y) => x * Logistic(x) * y;
    }
}
