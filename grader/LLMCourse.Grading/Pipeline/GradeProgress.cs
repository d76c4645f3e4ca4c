namespace LLMCourse.Grading.Pipeline;

/// <summary>How far a grading has come.</summary>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all; known from the start.</param>
/// <param name="What">What is going on, a few words.</param>
public sealed record GradeProgress(int Done, int Total, string What);
