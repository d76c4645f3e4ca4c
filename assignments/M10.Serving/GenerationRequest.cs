namespace LLMCourse.M10;

/// <summary>What somebody wants generated.</summary>
/// <param name="Prompt">The tokens to go on from, at least one.</param>
/// <param name="MaxTokens">How many tokens to generate at most, at least 1.</param>
public sealed record GenerationRequest(IReadOnlyList<int> Prompt, int MaxTokens)
{
    /// <summary>Gets the token that ends the output; it does not become a part of it. Null: only <see cref="MaxTokens"/> ends it.</summary>
    public int? EndToken { get; init; }

    /// <summary>Gets the temperature, finite and at least 0. The default is 0: always the likeliest token.</summary>
    public double Temperature { get; init; }

    /// <summary>Gets the seed of this request's own generator.</summary>
    public ulong Seed { get; init; }
}
