using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Judging;

/// <summary>A check that has been run and judged.</summary>
/// <param name="Result">For the report.</param>
/// <param name="Behaviour">For recognising mistakes.</param>
/// <param name="Report">What the worker reported.</param>
public sealed record JudgedCheck(CheckResult Result, CheckBehaviour Behaviour, ProbeReport Report);
