namespace LLMCourse.Reference.Decoding;

/// <summary>Bans every token that would repeat a sequence of n tokens that is in the text
/// already; if that banned all, it bans none.</summary>
/// <param name="n">The length of the sequences, positive; 1 bans every token that occurred.</param>
/// <remarks>Paulus et al. 2018, §2.5 (<see href="https://arxiv.org/abs/1705.04304"/>). Differs: any n, not only 3.</remarks>
public sealed class NGramBan(int n) : ILogitProcessor
{
    private readonly int _n = n > 0 ? n : throw new ArgumentOutOfRangeException(nameof(n), n, "n must be positive.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        if (history.Length < _n)
            return;
        var banned = new HashSet<int>();
        ReadOnlySpan<int> last = history[^(_n - 1)..];
        for (int start = 0; start + _n <= history.Length; start++)
        {
            if (history.Slice(start, _n - 1).SequenceEqual(last))
                _ = banned.Add(history[start + _n - 1]);
        }

        bool anyLeft = false;
        for (int id = 0; id < logits.Length && !anyLeft; id++)
            anyLeft = logits[id] > float.NegativeInfinity && !banned.Contains(id);
        foreach (int id in banned)
        {
            if (anyLeft && (uint)id < (uint)logits.Length)
                logits[id] = float.NegativeInfinity;
        }
    }
}
