namespace LLMCourse.Reference.Decoding;

/// <summary>Divides logits by a temperature: below 1 the likely tokens get likelier; 0 keeps the
/// greatest alone, of equal ones the lowest.</summary>
/// <param name="value">The temperature, at least 0 and finite.</param>
/// <remarks>Ackley et al. 1985, §2. Nothing overflows: logits are taken relative to the greatest first.</remarks>
public sealed class Temperature(double value) : ILogitProcessor
{
    private readonly double _value = value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The temperature must be at least 0 and finite.");

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        Logits.Check(logits);
        int best = Logits.ArgMax(logits);
        double greatest = logits[best];
        for (int i = 0; i < logits.Length; i++)
            logits[i] = _value == 0 ? (i == best ? logits[i] : float.NegativeInfinity) : (float)((logits[i] - greatest) / _value);
    }
}
