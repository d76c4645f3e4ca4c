namespace LLMCourse.Grading.Quizzes;

/// <summary>The result of a quiz.</summary>
/// <param name="Questions">In the quiz's order; all unanswered when the answers could not be read.</param>
/// <param name="Problems">What is wrong with the file of answers, as sentences.</param>
public sealed record QuizResult(IReadOnlyList<QuestionResult> Questions, IReadOnlyList<string> Problems)
{
    /// <summary>Gets how many questions were answered right.</summary>
    public int Correct => Questions.Count(question => question.Outcome == QuestionOutcome.Correct);
}
