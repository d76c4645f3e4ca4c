namespace LLMCourse.M05;

/// <summary>Divides the logits by a temperature: below 1 the likely tokens gain, above 1 the unlikely ones.</summary>
/// <remarks>Ackley, Hinton and Sejnowski 1985, §2, eq. 5, as used for text by Holtzman et al. 2020, §3.3 (<see href="https://arxiv.org/abs/1904.09751"/>).</remarks>
public sealed class Temperature : ILogitProcessor
{
    /// <summary>Chooses the temperature.</summary>
    /// <param name="temperature">The temperature, finite and at least 0. At 0 only the token with the greatest logit remains, the lowest id among equals.</param>
    /// <exception cref="ArgumentException"><paramref name="temperature"/> is negative, NaN or infinite.</exception>
    [Exercise("M05.E1", Title = "Logit processors", Weight = 2)]
    public Temperature(double temperature)
    {
        // TODO M05.E1: refuse a temperature that is negative or not finite, and keep it.
        throw new NotImplementedException("M05.E1: refuse a temperature that is negative or not finite, and keep it.");
    }

    /// <inheritdoc/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: subtract the greatest logit, divide by the temperature; at 0, leave the greatest alone.
        throw new NotImplementedException("M05.E1: subtract the greatest logit, divide by the temperature; at 0, leave the greatest alone.");
    }
}
