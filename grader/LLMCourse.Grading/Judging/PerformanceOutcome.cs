using LLMCourse.Checks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>What timing a check came to.</summary>
/// <param name="Check">The check.</param>
/// <param name="Result">The check's result, in the place of the one for right work.</param>
/// <param name="Measured">The figures; null when timing did not come to its end.</param>
public sealed record PerformanceOutcome(PerformanceCheck Check, CheckResult Result, PerformanceResult? Measured);
