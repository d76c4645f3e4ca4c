namespace LLMCourse.Grader.Gradebooks;

/// <summary>Something that a student handed in.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id, for example <c>M02</c>.</param>
/// <param name="ContentHash">SHA-256 of what was taken of it; the same content handed in twice is one attempt.</param>
/// <param name="SubmittedUtc">When it was handed in.</param>
/// <param name="Source">Where it came from, a path within the folder that was graded.</param>
public sealed record Attempt(string Student, string Module, string ContentHash, DateTimeOffset SubmittedUtc, string Source);
