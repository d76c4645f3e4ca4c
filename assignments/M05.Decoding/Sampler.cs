namespace LLMCourse.M05;

/// <summary>Draws tokens.</summary>
public static class Sampler
{
    /// <summary>How far a sum of probabilities may be from 1, for the rounding of V float32 numbers.</summary>
    public const double SumTolerance = 1e-3;

    /// <summary>Turns logits into probabilities: pᵢ = exp(xᵢ − max) / Σ exp(xⱼ − max).</summary>
    /// <param name="logits">V logits, each finite or −∞, at least one of them finite.</param>
    /// <param name="probabilities">Receives V probabilities that sum to 1 up to rounding; exactly 0 where the logit is −∞.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, none is finite, there is none, or the lengths differ.</exception>
    [Exercise("M05.E2", Title = "Sampler with its own random numbers", Weight = 1)]
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        // TODO M05.E2: subtract the greatest logit, exponentiate and sum in double, divide.
        throw new NotImplementedException("M05.E2: subtract the greatest logit, exponentiate and sum in double, divide.");
    }

    /// <summary>Draws a token by the inverse of the distribution function, with one random number.</summary>
    /// <param name="probabilities">V probabilities, at least 0, that sum to 1 within <see cref="SumTolerance"/>.</param>
    /// <param name="rng">The generator; moved on by exactly one number.</param>
    /// <returns>
    /// The lowest token whose probability and those of all tokens before it, added up in double, exceed u = <c>rng.NextDouble()</c>. Where
    /// rounding leaves the whole sum at or below u, the last token with a probability above 0. A token of probability 0 is never drawn.
    /// </returns>
    /// <exception cref="ArgumentException">There are none, one is negative or NaN, or they do not sum to 1; nothing is then drawn.</exception>
    /// <remarks>Devroye 1986, "Non-Uniform Random Variate Generation", §III.2.1, inversion by sequential search.</remarks>
    [Exercise("M05.E2")]
    public static int Sample(ReadOnlySpan<float> probabilities, ref Xoshiro rng)
    {
        // TODO M05.E2: check the probabilities, draw one number u, return the first token at which the running sum exceeds u.
        throw new NotImplementedException("M05.E2: check the probabilities, draw one number u, return the first token at which the running sum exceeds u.");
    }
}
