namespace LLMCourse.M10;

/// <summary>What a model's tokens cost, in one currency, each for a million of them; 0 or more.</summary>
/// <param name="Input">Tokens of the prompt.</param>
/// <param name="CachedInput">Tokens of the prompt that the server had in its cache.</param>
/// <param name="Output">Tokens of the reply.</param>
public sealed record TokenPrice(decimal Input, decimal CachedInput, decimal Output);
