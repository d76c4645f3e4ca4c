namespace LLMCourse.LocalModels;

/// <summary>A token of a reply.</summary>
/// <param name="Chosen">The token.</param>
/// <param name="Top">The likeliest tokens at its position, the likeliest first; as many as were asked for.</param>
public sealed record CompletionToken(TokenProbability Chosen, IReadOnlyList<TokenProbability> Top);
