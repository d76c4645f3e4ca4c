namespace LLMCourse.M07;

/// <summary>Looks for phrases, anywhere in the folded text, also within words.</summary>
/// <param name="Phrases">The phrases, at least one. They are folded, and the white space at their ends is taken off, before they are
/// compared.</param>
public sealed record PhraseDetector(IReadOnlyList<string> Phrases) : GuardDetector;
