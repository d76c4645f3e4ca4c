namespace LLMCourse.M05;

/// <summary>Keeps the tokens whose probability is at least a fraction of the greatest one.</summary>
/// <remarks>Nguyen et al. 2024, §3, eq. 1 and 2 (<see href="https://arxiv.org/abs/2407.01082"/>).</remarks>
public sealed class MinP : ILogitProcessor
{
    /// <summary>Chooses the fraction.</summary>
    /// <param name="fraction">From 0, which keeps all, to 1, which keeps the tokens that equal the greatest.</param>
    /// <exception cref="ArgumentException"><paramref name="fraction"/> is not from 0 to 1.</exception>
    [Exercise("M05.E1")]
    public MinP(double fraction)
    {
        // TODO M05.E1: refuse a fraction outside 0 to 1, and keep it.
        throw new NotImplementedException("M05.E1: refuse a fraction outside 0 to 1, and keep it.");
    }

    /// <summary>Sets to −∞ every token with p &lt; fraction · max p.</summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: p/max p is exp(logit − greatest logit); set to −∞ where it is below the fraction.
        throw new NotImplementedException("M05.E1: p/max p is exp(logit − greatest logit); set to −∞ where it is below the fraction.");
    }
}
