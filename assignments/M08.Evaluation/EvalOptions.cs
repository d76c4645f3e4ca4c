namespace LLMCourse.M08;

/// <summary>How a suite is run. None of it changes a report, but <see cref="Parameters"/>.</summary>
public sealed record EvalOptions
{
    /// <summary>Gets how replies are written.</summary>
    public EvalParameters Parameters { get; init; } = new();

    /// <summary>Gets the greatest number of requests under way at a time, at least 1.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Gets how often an item is tried before it has failed, at least 1.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Gets how long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest wait that is chosen here; a server may ask for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the clock by which to wait.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
