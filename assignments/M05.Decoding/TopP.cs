namespace LLMCourse.M05;

/// <summary>Keeps the nucleus: the fewest of the most likely tokens that hold a probability of at least p together.</summary>
/// <remarks>Holtzman et al. 2020, §3.1, eq. 2 (<see href="https://arxiv.org/abs/1904.09751"/>). Differs: at least one token is kept.</remarks>
public sealed class TopP : ILogitProcessor
{
    /// <summary>Chooses the probability of the nucleus.</summary>
    /// <param name="p">From 0, which keeps one token, to 1, which keeps all whatever rounding says.</param>
    /// <exception cref="ArgumentException"><paramref name="p"/> is not from 0 to 1.</exception>
    [Exercise("M05.E1")]
    public TopP(double p)
    {
        // TODO M05.E1: refuse a p outside 0 to 1, and keep it.
        throw new NotImplementedException("M05.E1: refuse a p outside 0 to 1, and keep it.");
    }

    /// <summary>
    /// Sets to −∞ what is not of the nucleus: going through the tokens by descending logit, then ascending id, a token belongs to it
    /// while the probabilities before it sum to less than p; the first one always does.
    /// </summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: rank the tokens, add up their probabilities in double, set those behind the nucleus to −∞.
        throw new NotImplementedException("M05.E1: rank the tokens, add up their probabilities in double, set those behind the nucleus to −∞.");
    }
}
