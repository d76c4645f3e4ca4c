using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>A check after its turn.</summary>
/// <param name="Result">The result.</param>
/// <param name="Judged">What its probe did; null when it was not run.</param>
public sealed record CheckOutcome(CheckResult Result, JudgedCheck? Judged);
