namespace LLMCourse.M05;

/// <summary>Adds a number of its own to the logit of single tokens.</summary>
public sealed class LogitBias : ILogitProcessor
{
    /// <summary>Chooses the numbers.</summary>
    /// <param name="bias">For a token what to add, finite, or −∞ to rule the token out; copied.</param>
    /// <exception cref="ArgumentException">A token is negative, or its number is NaN or +∞.</exception>
    [Exercise("M05.E1")]
    public LogitBias(IReadOnlyDictionary<int, float> bias)
    {
        // TODO M05.E1: refuse negative tokens, NaN and +∞, and keep a copy.
        throw new NotImplementedException("M05.E1: refuse negative tokens, NaN and +∞, and keep a copy.");
    }

    /// <summary>Adds the numbers; besides what every processor refuses, a token that is not below V is refused.</summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: check that each token is below V, then add.
        throw new NotImplementedException("M05.E1: check that each token is below V, then add.");
    }
}
