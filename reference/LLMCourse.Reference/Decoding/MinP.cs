namespace LLMCourse.Reference.Decoding;

/// <summary>Keeps the tokens that are at least p times as likely as the likeliest.</summary>
/// <param name="p">The factor, 0 to 1: 0 keeps all, 1 the likeliest and its equals.</param>
/// <remarks>Nguyen et al. 2024, §3 (<see href="https://arxiv.org/abs/2407.01082"/>).</remarks>
public sealed class MinP(double p) : ILogitProcessor
{
    private readonly double _p = p is >= 0 and <= 1 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "p must be from 0 to 1.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        double greatest = logits[Logits.ArgMax(logits)];
        for (int i = 0; i < logits.Length; i++)
        {
            if (PortableMath.Exp(logits[i] - greatest) < _p)
                logits[i] = float.NegativeInfinity;
        }
    }
}
