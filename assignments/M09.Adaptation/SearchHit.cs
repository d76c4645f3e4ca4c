namespace LLMCourse.M09;

/// <summary>A document that a search found.</summary>
/// <param name="Id">The document.</param>
/// <param name="Score">How well it fits; more is better.</param>
public sealed record SearchHit(string Id, double Score);
