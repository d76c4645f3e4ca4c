namespace LLMCourse.Grading.Quizzes;

/// <summary>A module's questions with their key.</summary>
/// <param name="Title">For people.</param>
/// <param name="Questions">In order.</param>
public sealed record Quiz(string Title, IReadOnlyList<Question> Questions);
