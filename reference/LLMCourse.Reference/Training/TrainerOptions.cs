namespace LLMCourse.Reference.Training;

/// <summary>What a training run is like.</summary>
public sealed record TrainerOptions
{
    /// <summary>Gets the learning rate; its <see cref="CosineSchedule.TotalSteps"/> is the length of the run.</summary>
    public CosineSchedule Schedule { get; init; } = new();

    /// <summary>Gets the constants of the optimizer.</summary>
    public AdamWOptions AdamW { get; init; } = new();

    /// <summary>Gets the type in which losses and gradients are computed, those of validations too.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Float32;

    /// <summary>Gets the number of windows in a batch.</summary>
    public int BatchSize { get; init; } = 12;

    /// <summary>Gets the number of batches whose gradients make one step: as good as a batch that many
    /// times larger, in the memory of one.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Gets the number of threads that each compute the gradients of a part of every batch, on the CPU; 1:
    /// operators share out their own work.</summary>
    /// <remarks>
    /// With as many as there are cores, small models train 1.3 times as fast. It changes a run no more than another order of additions
    /// does; a run is repeated bit by bit with the same number. Not with dropout, where the threads would draw from one generator in any
    /// order.
    /// </remarks>
    public int DataParallelSize { get; init; } = 1;

    /// <summary>Gets the norm that gradients are clipped to; 0 for no clipping. The default is GPT-3's.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Gets the seed of the batches and of dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets the number of steps between two lines of the log.</summary>
    public int LogEvery { get; init; } = 50;

    /// <summary>Gets the number of steps between two validations; 0 for none. There is one after the last step too.</summary>
    public int ValidateEvery { get; init; } = 250;

    /// <summary>Gets the greatest number of windows that a validation reads, spread evenly over the validation text.</summary>
    public int ValidationWindows { get; init; } = 200;

    /// <summary>Gets the number of steps between two checkpoints; 0 for only one at the end.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Gets the folder for <c>checkpoint.safetensors</c>, <c>log.csv</c> and <c>loss.svg</c>; null writes none of them.</summary>
    public string? Folder { get; init; }

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public TrainerOptions Validate()
    {
        _ = Schedule.Validate();
        _ = AdamW.Validate();
        if (!Enum.IsDefined(Precision))
            throw new ArgumentException($"TrainerOptions.Precision is {(int)Precision}; choose a named value.");
        Require(BatchSize, 1, nameof(BatchSize));
        Require(Accumulation, 1, nameof(Accumulation));
        Require(DataParallelSize, 1, nameof(DataParallelSize));
        if (DataParallelSize > BatchSize)
            throw new ArgumentException(
                $"TrainerOptions.DataParallelSize is {DataParallelSize} and BatchSize {BatchSize}; every part of a batch needs a window.");
        Require(LogEvery, 1, nameof(LogEvery));
        Require(ValidateEvery, 0, nameof(ValidateEvery));
        Require(ValidationWindows, 1, nameof(ValidationWindows));
        Require(CheckpointEvery, 0, nameof(CheckpointEvery));
        if (!(ClipNorm >= 0))
            throw new ArgumentException(
                FormattableString.Invariant($"TrainerOptions.ClipNorm is {ClipNorm}; choose a positive norm, or 0 for no clipping."));
        return this;
    }

    private static void Require(int value, int least, string name)
    {
        if (value < least)
            throw new ArgumentException($"TrainerOptions.{name} is {value}; it must be at least {least}.", name);
    }
}
