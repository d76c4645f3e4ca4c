namespace LLMCourse.M11;

/// <summary>A decision that somebody asks a person to look at.</summary>
/// <param name="Id">What it is known by.</param>
/// <param name="Category">The category that decided.</param>
/// <param name="Severity">How much depends on it; greater ones are looked at first.</param>
public sealed record Appeal(string Id, string Category, int Severity);
