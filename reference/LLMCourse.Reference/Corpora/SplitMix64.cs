namespace LLMCourse.Reference.Corpora;

/// <summary>A small generator of random numbers that gives the same ones on every machine and in every version of .NET.</summary>
/// <remarks>
/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 17: a counter that steps by the golden ratio
/// and a finaliser of three multiplications. <see cref="Random"/> promises no such stability.
/// A mutable struct: keep it in a variable and pass it by <c>ref</c>.
/// </remarks>
/// <param name="seed">Any number; equal seeds give equal sequences.</param>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Gets where the sequence stands: a generator made with this seed goes on with it.</summary>
    public readonly ulong State => _state;

    /// <summary>Draws 64 bits, each of the 2⁶⁴ values equally often in a period of 2⁶⁴.</summary>
    public ulong NextUInt64()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Draws a whole number from 0 to <paramref name="limit"/> − 1.</summary>
    /// <param name="limit">How many values there are, 1 or more.</param>
    /// <remarks>The high half of a product of 64 by 31 bits: a value's probability is off by less than 2⁻⁶⁴.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (int)Math.BigMul(NextUInt64(), (ulong)limit, out _);
    }

    /// <summary>Draws a whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below <paramref name="least"/>.</exception>
    public int Between(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return least + (int)Math.BigMul(NextUInt64(), (ulong)((long)most - least + 1), out _);
    }

    /// <summary>Draws a number from 0 inclusive to 1 exclusive, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));
}
