namespace LLMCourse.Reference.Training;

/// <summary>The constants of AdamW; the learning rate is given with every step.</summary>
public sealed record AdamWOptions
{
    /// <summary>Gets the decay of the mean of the gradients, at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Gets the decay of the mean of their squares. The default is that of GPT-3 (Brown et al. 2020, appendix B); PyTorch's is
    /// 0.999, which averages over more steps than a short run has.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Gets what keeps the division finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gets the weight decay of matrices; vectors (norms, biases) have none. The default is GPT-3's.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public AdamWOptions Validate()
    {
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1))
            throw new ArgumentException(
                FormattableString.Invariant($"Beta1 is {Beta1} and Beta2 {Beta2}; choose values from 0 up to but not including 1."));
        if (!(Epsilon > 0) || !(WeightDecay >= 0))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Epsilon is {Epsilon} and WeightDecay {WeightDecay}; choose a positive Epsilon and a WeightDecay of at least 0."));
        return this;
    }
}
