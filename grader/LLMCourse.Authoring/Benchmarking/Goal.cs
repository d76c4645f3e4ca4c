namespace LLMCourse.Authoring.Benchmarking;

/// <summary>What a comparison aims at; what is null is not aimed at.</summary>
public sealed class Goal
{
    /// <summary>Gets or sets the least ratio of speeds, ours over the peer's.</summary>
    public double? Ratio { get; set; }

    /// <summary>Gets or sets the least speed, in units per second.</summary>
    public double? PerSecond { get; set; }

    /// <summary>Gets or sets the longest time for the work, in seconds.</summary>
    public double? Seconds { get; set; }

    /// <summary>Gets or sets the greatest ratio of peak memory, ours over the peer's.</summary>
    public double? MemoryRatio { get; set; }
}
