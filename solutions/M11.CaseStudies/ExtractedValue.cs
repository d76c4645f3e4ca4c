namespace LLMCourse.M11;

/// <summary>What was extracted for a field.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Value">The normalised value; null if the document does not give one.</param>
/// <param name="Evidence">Where it stands; null if the value is.</param>
public sealed record ExtractedValue(string Field, string? Value, EvidenceSpan? Evidence);
