namespace LLMCourse.M11;

/// <summary>How a translator is trained.</summary>
public sealed record TranslationOptions
{
    /// <summary>Gets how many updates are made, at least 1.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Gets how many pairs a batch has, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Gets the steps over which the learning rate rises, at least 1.</summary>
    public int Warmup { get; init; } = 100;

    /// <summary>Gets what the learning rate of <see cref="TranslationTrainer.LearningRate"/> is multiplied by, finite and above 0.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Gets ε of <see cref="TranslationLoss.Of"/>.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Gets the greatest length of all gradients taken as one vector, finite and above 0; longer ones are shortened to it.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Gets the seed of the order in which pairs are seen.</summary>
    public ulong Seed { get; init; }
}
