namespace LLMCourse.Grading.Workers;

/// <summary>What came of timing one performance check.</summary>
/// <param name="Status"><see cref="ProbeStatus.Completed"/> when every size was measured at least once; otherwise how it ended.</param>
/// <param name="Rounds">What was measured, in order; up to the failure when there was one.</param>
public sealed record TimingReport(ProbeStatus Status, IReadOnlyList<TimingRound> Rounds)
{
    /// <summary>Gets what the submission threw; null when nothing.</summary>
    public ProbeError? Exception { get; init; }

    /// <summary>Gets in words why it ended early; null when it did not, or the exception says it.</summary>
    public string? Explanation { get; init; }
}
