namespace LLMCourse.Grading.Quizzes;

/// <summary>How a question of a quiz is answered.</summary>
public enum QuestionKind
{
    /// <summary>With the key of one choice.</summary>
    Choice,

    /// <summary>With the keys of all choices that are right.</summary>
    Multiple,

    /// <summary>With a number.</summary>
    Number,
}
