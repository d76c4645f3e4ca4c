using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Judging;

/// <summary>A check after its turn: what travels from its probe to the report.</summary>
/// <param name="Result">For the report; it names the check.</param>
/// <param name="Report">What its probe saw; null when it was not run.</param>
public sealed record CheckRun(CheckResult Result, ProbeReport? Report = null)
{
    /// <summary>Gets what mistakes are recognised by.</summary>
    public CheckBehaviour Behaviour { get; } = CheckBehaviour.From(Result.Outcome, Report?.Exception?.Type, Report?.Observations ?? []);
}
