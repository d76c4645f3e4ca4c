namespace LLMCourse.Grading.Quizzes;

/// <summary>One question of a quiz, with its key.</summary>
public sealed record Question
{
    /// <summary>Gets the id, for example <c>q1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets how it is answered.</summary>
    public required QuestionKind Kind { get; init; }

    /// <summary>Gets the question, Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the choices in order, Markdown by key; empty for a number.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Choices { get; init; } = [];

    /// <summary>Gets the keys of the right choices, in order; empty for a number.</summary>
    public IReadOnlyList<string> Answer { get; init; } = [];

    /// <summary>Gets the right number; 0 for choices.</summary>
    public double Number { get; init; }

    /// <summary>Gets how far a number may be off, absolute.</summary>
    public double Tolerance { get; init; }

    /// <summary>Gets why a choice is wrong, or wrongly left out, Markdown by key.</summary>
    public IReadOnlyDictionary<string, string> Explain { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets why the right answer is right, Markdown; null when it goes without saying.</summary>
    public string? Because { get; init; }
}
