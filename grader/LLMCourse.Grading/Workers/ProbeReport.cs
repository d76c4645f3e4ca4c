using LLMCourse.Checks;

namespace LLMCourse.Grading.Workers;

/// <summary>What came of one probe.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Observations">What was observed, in order; up to the failure when there was one and the worker outlived it.</param>
/// <param name="Elapsed">How long it took by the grader's clock.</param>
public sealed record ProbeReport(ProbeStatus Status, IReadOnlyList<Observation> Observations, TimeSpan Elapsed)
{
    /// <summary>Gets what was thrown, with control characters visible; null when nothing was.</summary>
    public ProbeError? Exception { get; init; }

    /// <summary>Gets what the submission printed, cut and with control characters visible; null when nothing.</summary>
    public string? Output { get; init; }

    /// <summary>Gets in words why the worker is gone, or what is wrong with the grader; null when the probe answered.</summary>
    public string? Explanation { get; init; }

    /// <summary>Gets the numbers of the bodies of code that were reached and had been taken out of the build.</summary>
    public IReadOnlyList<int> Reached { get; init; } = [];
}
