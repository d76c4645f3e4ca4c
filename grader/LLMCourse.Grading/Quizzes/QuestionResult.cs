using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Quizzes;

/// <summary>The result of one question.</summary>
/// <param name="Id">For example <c>q1</c>.</param>
/// <param name="Outcome">How it was answered.</param>
/// <param name="Given">The answer as it was given, cut; null when there is none. A student's text: escape it.</param>
/// <param name="Explanation">For a right answer why it is right, otherwise what is wrong with it and never the key; Markdown. Null when
/// there is nothing to say.</param>
public sealed record QuestionResult(string Id, QuestionOutcome Outcome, string? Given, string? Explanation)
{
    /// <summary>Gets where the answer stands; null when the question is not in the file.</summary>
    public SourcePlace? Place { get; init; }
}
