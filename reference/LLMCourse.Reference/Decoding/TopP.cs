namespace LLMCourse.Reference.Decoding;

/// <summary>Keeps the fewest most likely tokens that have together at least probability p: always one, and all of them at p = 1.</summary>
/// <param name="p">The probability, 0 to 1.</param>
/// <remarks>Holtzman et al. 2020, §3.1 (<see href="https://arxiv.org/abs/1904.09751"/>). Of equal tokens at
/// the border the lowest ids are kept.</remarks>
public sealed class TopP(double p) : ILogitProcessor
{
    private readonly double _p = p is >= 0 and <= 1 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "p must be from 0 to 1.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        if (_p >= 1)
            return;
        var probabilities = new double[logits.Length];
        Logits.Softmax(logits, probabilities);
        double sum = 0;
        foreach (int id in Logits.Ranked(logits))
        {
            if (sum >= _p && sum > 0)
                logits[id] = float.NegativeInfinity;
            sum += probabilities[id];
        }
    }
}
