namespace LLMCourse.M11;

/// <summary>Something that the user has said once and expects to be known from then on.</summary>
/// <param name="Key">What it is about, such as <c>name</c>.</param>
/// <param name="Value">What is so, such as <c>Anna</c>.</param>
public sealed record ChatFact(string Key, string Value);
