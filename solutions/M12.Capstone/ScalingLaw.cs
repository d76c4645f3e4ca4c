namespace LLMCourse.M12;

/// <summary>A law of how the loss falls with the size of a model and the length of its training: L(N, D) = E + A/N^α + B/D^β.</summary>
/// <remarks>Hoffmann et al. 2022, <see href="https://arxiv.org/abs/2203.15556"/>: §3.3, equation 2.</remarks>
/// <param name="E">The loss that no model falls below, in nats per token: the entropy of the text.</param>
/// <param name="A">What a model of finite size adds, at N = 1.</param>
/// <param name="B">What a training of finite length adds, at D = 1.</param>
/// <param name="Alpha">How fast the second term falls with N.</param>
/// <param name="Beta">How fast the third term falls with D.</param>
public sealed record ScalingLaw(double E, double A, double B, double Alpha, double Beta)
{
    /// <summary>Computes the loss that the law foretells, E + A/N^α + B/D^β.</summary>
    /// <param name="parameters">N, finite and above 0; need not be whole.</param>
    /// <param name="tokens">D, finite and above 0; need not be whole.</param>
    /// <returns>Nats per token.</returns>
    /// <exception cref="ArgumentException">N or D is not finite, or 0 or less.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public double Loss(double parameters, double tokens)
    {
        // TODO M12.E4: refuse sizes that are not finite and positive; then the three terms of the formula.
        #region Solution
        Check(parameters, nameof(parameters));
        Check(tokens, nameof(tokens));
        return E + (A / Math.Pow(parameters, Alpha)) + (B / Math.Pow(tokens, Beta));
        #endregion
    }

    #region Solution
    private static void Check(double size, string name)
    {
        if (!(size > 0 && double.IsFinite(size))) throw new ArgumentException($"{name} is {size}; it must be finite and above 0.", name);
    }
    #endregion
}
