namespace LLMCourse.M10;

/// <summary>What a response depends on, beside the model.</summary>
/// <param name="Messages">The conversation, in order.</param>
public sealed record ResponseRequest(IReadOnlyList<ResponseMessage> Messages)
{
    /// <summary>Gets the temperature, 0 or more; at 0 the likeliest token is taken, and nothing is drawn.</summary>
    public double Temperature { get; init; }

    /// <summary>Gets the probability from which tokens are drawn. Without effect at temperature 0.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Gets the seed of the draws; null: another one each time. Without effect at temperature 0.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets the most tokens of the reply; null: as many as fit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the texts at which the reply ends. Their order has no effect on the reply, but may be taken to have one.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];
}
