namespace LLMCourse.M11;

/// <summary>A field that has no value, though it should.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Fault">Why.</param>
public sealed record ExtractionProblem(string Field, ExtractionFault Fault);
