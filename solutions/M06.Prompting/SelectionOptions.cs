namespace LLMCourse.M06;

/// <summary>How <see cref="ExampleSelector"/> chooses. Given; there is nothing to do here.</summary>
public sealed record SelectionOptions
{
    /// <summary>Gets how examples are chosen.</summary>
    public SelectionMode Mode { get; init; } = SelectionMode.Similar;

    /// <summary>Gets the seed of <see cref="SelectionMode.Random"/>; equal seeds choose the same on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gets λ of <see cref="SelectionMode.Mmr"/>, from 0 (different from each other only) to 1 (similar to the question
    /// only).</summary>
    public double Lambda { get; init; } = 0.5;

    /// <summary>Gets whether all labels are shown as often as each other, as far as the pool allows.</summary>
    public bool BalanceLabels { get; init; }
}
