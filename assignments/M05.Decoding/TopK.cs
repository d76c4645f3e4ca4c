namespace LLMCourse.M05;

/// <summary>Keeps the k most likely tokens, and rules out the others.</summary>
/// <remarks>Fan, Lewis and Dauphin 2018, §5.4 (<see href="https://arxiv.org/abs/1805.04833"/>).</remarks>
public sealed class TopK : ILogitProcessor
{
    /// <summary>Chooses how many tokens to keep.</summary>
    /// <param name="k">How many, at least 1; from V on all are kept.</param>
    /// <exception cref="ArgumentException"><paramref name="k"/> is below 1.</exception>
    [Exercise("M05.E1")]
    public TopK(int k)
    {
        // TODO M05.E1: refuse a k below 1, and keep it.
        throw new NotImplementedException("M05.E1: refuse a k below 1, and keep it.");
    }

    /// <summary>Sets all logits to −∞ but the k greatest; of equal logits those with the lowest ids are kept, so that just k remain.</summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: rank the tokens by descending logit, then ascending id; set those after the first k to −∞.
        throw new NotImplementedException("M05.E1: rank the tokens by descending logit, then ascending id; set those after the first k to −∞.");
    }
}
