namespace LLMCourse.M10;

/// <summary>What a <see cref="Scheduler"/> may use.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Gets how many sequences run at once at most, at least 1.</summary>
    public int MaxBatch { get; init; } = 16;

    /// <summary>Gets how many new tokens a step feeds to the model at most, over all sequences; at least <see cref="MaxBatch"/>.</summary>
    public int MaxStepTokens { get; init; } = 256;

    /// <summary>Gets how many blocks of keys and values there are, at least 1.</summary>
    public int Blocks { get; init; } = 64;

    /// <summary>Gets how many tokens a block holds, at least 1.</summary>
    public int BlockSize { get; init; } = 16;
}
