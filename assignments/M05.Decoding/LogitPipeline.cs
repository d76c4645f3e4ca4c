namespace LLMCourse.M05;

/// <summary>Applies the processors that the settings ask for, in one fixed order.</summary>
public sealed class LogitPipeline : ILogitProcessor
{
    /// <summary>Makes the processors.</summary>
    /// <param name="settings">The settings; a setting at its default needs no processor.</param>
    /// <exception cref="ArgumentException">A setting is out of range: what its processor refuses, or a negative count.</exception>
    [Exercise("M05.E1")]
    public LogitPipeline(SamplingSettings settings)
    {
        // TODO M05.E1: make the processors in the order bias, repetition penalty, n-grams, temperature, top-k, top-p, min-p.
        throw new NotImplementedException("M05.E1: make the processors in the order bias, repetition penalty, n-grams, temperature, top-k, top-p, min-p.");
    }

    /// <summary>Applies what changes single logits first, then the temperature, then what cuts the distribution off.</summary>
    /// <remarks>
    /// The order is bias, repetition penalty, n-grams, temperature, top-k, top-p, min-p. It matters: top-p looks at probabilities that
    /// the temperature has already flattened or sharpened, and a penalty after the temperature would weigh differently.
    /// </remarks>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: apply one processor after the other.
        throw new NotImplementedException("M05.E1: apply one processor after the other.");
    }
}
