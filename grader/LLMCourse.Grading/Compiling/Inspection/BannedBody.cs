using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>A body of compiled code that some exercises may not use.</summary>
/// <param name="Token">Its metadata token.</param>
/// <param name="Notes">What is said to a student whose exercise reaches it, by exercise id.</param>
public sealed record BannedBody(int Token, IReadOnlyDictionary<string, SourceNote> Notes);
