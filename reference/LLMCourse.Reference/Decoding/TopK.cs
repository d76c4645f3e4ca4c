namespace LLMCourse.Reference.Decoding;

/// <summary>Keeps exactly the k most likely tokens; of equal ones at the border those of the lowest
/// ids. All, if there are no more than k.</summary>
/// <param name="k">How many to keep, positive.</param>
/// <remarks>Fan et al. 2018, §4.3 (<see href="https://arxiv.org/abs/1805.04833"/>). Differs: ties are exact.</remarks>
public sealed class TopK(int k) : ILogitProcessor
{
    private readonly int _k = k > 0 ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "k must be positive.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        if (_k >= logits.Length)
            return;
        int[] ranked = Logits.Ranked(logits);
        for (int i = _k; i < ranked.Length; i++)
            logits[ranked[i]] = float.NegativeInfinity;
    }
}
