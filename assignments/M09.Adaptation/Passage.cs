namespace LLMCourse.M09;

/// <summary>A part of a document that was found for a question.</summary>
/// <param name="Id">What it is cited by.</param>
/// <param name="Text">What it says.</param>
/// <param name="Score">How well it fits; more is better.</param>
public sealed record Passage(string Id, string Text, double Score);
