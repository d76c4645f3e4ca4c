namespace LLMCourse.M07;

/// <summary>What a guard goes by.</summary>
/// <param name="Rules">The rules of both stages. Where two are equally severe, the first one is named.</param>
public sealed record GuardPolicy(IReadOnlyList<GuardRule> Rules)
{
    /// <summary>Gets what stands in the place of a redacted match.</summary>
    public string Mask { get; init; } = "[redacted]";

    /// <summary>Gets how long a <see cref="ScoreDetector"/> may take for one text, more than 0.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the clock of the time limit.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
