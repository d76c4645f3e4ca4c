namespace LLMCourse.M11;

/// <summary>What was extracted from a document.</summary>
/// <param name="Values">One for each field, in the schema's order.</param>
/// <param name="Problems">At most one for each field, in the schema's order.</param>
public sealed record ExtractionResult(IReadOnlyList<ExtractedValue> Values, IReadOnlyList<ExtractionProblem> Problems);
