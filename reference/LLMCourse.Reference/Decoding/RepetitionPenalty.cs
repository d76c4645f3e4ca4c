namespace LLMCourse.Reference.Decoding;

/// <summary>Makes tokens that occurred before less likely: divides their positive logits and multiplies
/// their negative ones, each token once.</summary>
/// <param name="penalty">The factor, positive: above 1 discourages, 1 does nothing.</param>
/// <remarks>Keskar et al. 2019, §4.1 (<see href="https://arxiv.org/abs/1909.05858"/>). Differs: negative logits are multiplied, because
/// dividing them would encourage.</remarks>
public sealed class RepetitionPenalty(double penalty) : ILogitProcessor
{
    private readonly float _penalty = penalty > 0 && double.IsFinite(penalty)
        ? (float)penalty
        : throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty must be positive and finite.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        var seen = new HashSet<int>();
        foreach (int id in history)
        {
            if ((uint)id < (uint)logits.Length && seen.Add(id))
                logits[id] = logits[id] > 0 ? logits[id] / _penalty : logits[id] * _penalty;
        }
    }
}
