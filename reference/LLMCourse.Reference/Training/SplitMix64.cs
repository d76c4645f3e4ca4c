namespace LLMCourse.Reference.Training;

/// <summary>A small random generator whose whole state is one number, so that a checkpoint can hold it.</summary>
/// <param name="seed">The state to begin with.</param>
/// <remarks>Steele, Lea and Flood 2014, §3, "Fast splittable pseudorandom number generators", figure 17.</remarks>
public sealed class SplitMix64(ulong seed)
{
    /// <summary>Gets or sets the state.</summary>
    public ulong State { get; set; } = seed;

    /// <summary>Draws 64 bits.</summary>
    /// <returns>A number, each equally likely.</returns>
    public ulong Next()
    {
        ulong z = State = unchecked(State + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>Draws a whole number below a limit.</summary>
    /// <param name="limit">The limit, at least 1.</param>
    /// <returns>0 to <paramref name="limit"/> − 1, each equally likely.</returns>
    public long Next(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);

        // The part of the range that does not divide evenly is drawn again, or the first numbers would be likelier.
        ulong bound = (ulong)limit, rest = unchecked(0UL - bound) % bound;
        ulong drawn;
        do
            drawn = Next();
        while (drawn < rest);
        return (long)(drawn % bound);
    }
}
