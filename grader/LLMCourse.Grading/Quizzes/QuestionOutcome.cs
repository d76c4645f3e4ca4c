namespace LLMCourse.Grading.Quizzes;

/// <summary>How a question was answered.</summary>
public enum QuestionOutcome
{
    /// <summary>Not at all.</summary>
    Unanswered,

    /// <summary>Right.</summary>
    Correct,

    /// <summary>Wrong, or not in the form that the question asks for.</summary>
    Wrong,
}
