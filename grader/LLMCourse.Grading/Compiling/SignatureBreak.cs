using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling;

/// <summary>A public member of the solution that a submission lacks or has changed.</summary>
/// <param name="Note">What was expected and what was found, with the place.</param>
/// <param name="Exercises">The exercises that cannot be graded for it.</param>
public sealed record SignatureBreak(SourceNote Note, IReadOnlyList<string> Exercises);
