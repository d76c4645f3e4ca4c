namespace LLMCourse.M11;

/// <summary>A made-up document with what should be extracted from it.</summary>
/// <param name="Document">The document.</param>
/// <param name="Words">For each field of <see cref="Notices.Fields"/> the words of the document; null where it has none.</param>
/// <param name="Gold">For each field the normalised value.</param>
public sealed record Notice(string Document, IReadOnlyList<string?> Words, IReadOnlyList<string?> Gold);
