namespace LLMCourse.M07;

/// <summary>How a suffix is searched for.</summary>
/// <param name="Length">The number of tokens of the suffix, at least 1.</param>
/// <param name="Allowed">The tokens that it may have, at least one, each once. It begins as the first of them, repeated.</param>
public sealed record SuffixOptions(int Length, IReadOnlyList<int> Allowed)
{
    /// <summary>Gets the number of steps, at least 0.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Gets how many replacements are considered at each place, at least 1.</summary>
    public int TopK { get; init; } = 16;

    /// <summary>Gets how many candidates a step tries, at least 1.</summary>
    public int Candidates { get; init; } = 32;

    /// <summary>Gets what the candidates are drawn from.</summary>
    public ulong Seed { get; init; }
}
