namespace LLMCourse.M07;

/// <summary>How preferences are learned.</summary>
public sealed record DpoOptions
{
    /// <summary>Gets β; see <see cref="Dpo.Loss"/>.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>Gets ε; see <see cref="Dpo.Loss"/>.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Gets α, at least 0: how much the likelihood of the preferred replies itself counts. The loss of a step is
    /// <see cref="Dpo.Loss"/> plus α times the mean over the pairs of −π_c/|c|, |c| being the number of the preferred reply's tokens. 0 is
    /// the method of the paper; 0.2 is what Llama 3 was trained with (<see href="https://arxiv.org/abs/2407.21783"/>, §4.1.4).</summary>
    public double LikelihoodWeight { get; init; }

    /// <summary>Gets the greatest length of all gradients taken as one vector; longer ones are shortened to it.</summary>
    public double MaxGradientNorm { get; init; } = 1;
}
