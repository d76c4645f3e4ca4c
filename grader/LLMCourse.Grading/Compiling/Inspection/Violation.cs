using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>A use of something that a submission may not use.</summary>
/// <param name="Note">What and why, with the place; its code is <c>BAN</c> and three digits.</param>
/// <param name="Exercises">The exercises whose code reaches it, in order.</param>
/// <param name="IsEverywhere">Whether it is banned in the whole submission, also where no exercise reaches it.</param>
public sealed record Violation(SourceNote Note, IReadOnlyList<string> Exercises, bool IsEverywhere);
