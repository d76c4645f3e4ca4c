using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace LLMCourse.Checks;

/// <summary>Draws the inputs of a check from its seed: xoshiro256** seeded by SplitMix64, the same numbers on every machine.</summary>
/// <remarks>
/// Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"
/// (<see href="https://arxiv.org/abs/1805.01407"/>). The library's own generator is not used, so that student code cannot
/// move it and an update of the library cannot change recorded expectations.
/// </remarks>
public sealed class CheckRandom
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>Creates the generator for a seed.</summary>
    /// <param name="seed">Any number; equal seeds give equal draws.</param>
    public CheckRandom(ulong seed)
    {
        for (int i = 0; i < 4; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            ulong z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            _state[i] = z ^ (z >> 31);
        }
    }

    /// <summary>Creates the generator for a name, by the FNV-1a hash of its UTF-16 code units.</summary>
    public static CheckRandom For(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        return new CheckRandom(hash);
    }

    /// <summary>Draws from [0, 1) with 53 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws an integer from [<paramref name="low"/>, <paramref name="high"/>), without
    /// modulo bias worth naming (below 2⁻³²).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is not above <paramref name="low"/>.</exception>
    public long NextInteger(long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        return low + (long)Math.BigMul(NextBits(), (ulong)(high - low), out _);
    }

    /// <summary>Draws from N(0, 1) by the Box–Muller transform.</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Draws a float32 tensor from N(0, 1).</summary>
    /// <param name="shape">The shape; the caller disposes the tensor.</param>
    public torch.Tensor Normal(params long[] shape) => FromDoubles(NextNormal, shape).to(torch.ScalarType.Float32);

    /// <summary>Draws a float64 tensor from N(0, 1).</summary>
    /// <param name="shape">The shape; the caller disposes the tensor.</param>
    public torch.Tensor Normal64(params long[] shape) => FromDoubles(NextNormal, shape);

    /// <summary>Draws a float32 tensor from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The bound above every value.</param>
    /// <param name="shape">The shape; the caller disposes the tensor.</param>
    // A worker draws millions for one model and ends before the runtime would have found out that this is worth compiling well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public torch.Tensor Uniform(double low, double high, params long[] shape)
    {
        float[] values = new float[Count(shape)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(low + ((high - low) * NextDouble()));
        return torch.tensor(values, torch.ScalarType.Float32).reshape(shape);
    }

    /// <summary>Draws an int64 tensor from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The bound above every value.</param>
    /// <param name="shape">The shape; the caller disposes the tensor.</param>
    public torch.Tensor Integers(long low, long high, params long[] shape)
    {
        long[] values = new long[Count(shape)];
        for (int i = 0; i < values.Length; i++) values[i] = NextInteger(low, high);
        return torch.tensor(values, torch.ScalarType.Int64).reshape(shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static torch.Tensor FromDoubles(Func<double> draw, long[] shape)
    {
        double[] values = new double[Count(shape)];
        for (int i = 0; i < values.Length; i++) values[i] = draw();
        return torch.tensor(values, torch.ScalarType.Float64).reshape(shape);
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }
}
