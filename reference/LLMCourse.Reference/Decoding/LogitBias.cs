using System.Globalization;

namespace LLMCourse.Reference.Decoding;

/// <summary>Adds fixed numbers to the logits of some tokens; −∞ bans one.</summary>
/// <param name="bias">What to add to which token's logit; below +∞.</param>
public sealed class LogitBias(IReadOnlyDictionary<int, float> bias) : ILogitProcessor
{
    private readonly KeyValuePair<int, float>[] _bias = bias.All(pair => pair.Value < float.PositiveInfinity && pair.Key >= 0)
        ? [.. bias]
        : throw new ArgumentException("A bias is not a number, +∞, or of a negative token; give finite numbers, or −∞ to ban a token.",
            nameof(bias));

    /// <inheritdoc/>
    public void Apply(Span<float> logits, ReadOnlySpan<int> history)
    {
        foreach ((int id, float value) in _bias)
        {
            if (id >= logits.Length)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is a bias for token {id}, but tokens go from 0 to {logits.Length - 1}; remove it."), nameof(logits));
            }

            logits[id] += value;
        }

        Logits.Check(logits);
    }
}
