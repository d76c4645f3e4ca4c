namespace LLMCourse.Classes.Analysis;

/// <summary>How often a mistake of the catalogue was recognised.</summary>
/// <param name="Id">For example <c>M02.E2.no-scale</c>.</param>
/// <param name="Exercise">Its exercise.</param>
/// <param name="Says">The catalogue's words for the student, Markdown, as the newest report with the mistake has them.</param>
/// <param name="Hint">A further step to take; may be null.</param>
/// <param name="Students">How many students made it in any attempt.</param>
/// <param name="Remaining">How many of them have it in the attempt that counts.</param>
public sealed record MistakeItem(string Id, string Exercise, string Says, string? Hint, int Students, int Remaining);
