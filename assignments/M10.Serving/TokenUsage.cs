namespace LLMCourse.M10;

/// <summary>The tokens of a request, each 0 or more.</summary>
/// <param name="Input">Tokens of the prompt, the cached ones too.</param>
/// <param name="CachedInput">How many of them the server had in its cache; at most <paramref name="Input"/>.</param>
/// <param name="Output">Tokens of the reply.</param>
public sealed record TokenUsage(long Input, long CachedInput, long Output);
