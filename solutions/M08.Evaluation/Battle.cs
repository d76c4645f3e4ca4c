namespace LLMCourse.M08;

/// <summary>A comparison of two models.</summary>
/// <param name="First">The name of one.</param>
/// <param name="Second">The name of the other.</param>
/// <param name="Result">Which of the two won.</param>
public sealed record Battle(string First, string Second, Preference Result);
