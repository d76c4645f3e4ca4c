using System.Numerics;

namespace LLMCourse.Reference.Decoding;

/// <summary>A generator of pseudorandom numbers that gives the same sequence on every machine and in every version of .NET.</summary>
/// <remarks>
/// xoshiro256** of Blackman and Vigna 2021 (<see href="https://prng.di.unimi.it/"/>), its state filled by SplitMix64 from the seed, as
/// its authors recommend. Period 2²⁵⁶ − 1. Not for secrets, and not safe for use by several threads at a time.
/// </remarks>
public sealed class Xoshiro256
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Equal seeds give equal sequences.</param>
    public Xoshiro256(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>Makes a generator from a state.</summary>
    /// <param name="s0">The first word.</param>
    /// <param name="s1">The second word.</param>
    /// <param name="s2">The third word.</param>
    /// <param name="s3">The fourth word.</param>
    /// <exception cref="ArgumentException">All are 0, from where the sequence would never leave.</exception>
    public Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        if ((s0 | s1 | s2 | s3) == 0)
            throw new ArgumentException("The state is 0 throughout; at least one word must not be 0.");
        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>Draws 64 bits.</summary>
    /// <returns>Any number, each equally likely.</returns>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9, t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Draws a number from 0 up to but not including 1: a multiple of 2⁻⁵³, each equally likely.</summary>
    /// <returns>The number.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    private static ulong SplitMix(ref ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        ulong z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
