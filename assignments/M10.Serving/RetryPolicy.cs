namespace LLMCourse.M10;

/// <summary>How often and how patiently a request is tried again. Times are whole milliseconds.</summary>
/// <param name="Seed">What the jitter is drawn from. Clients that share a seed come back at the same moment: give each its own.</param>
public sealed record RetryPolicy(ulong Seed)
{
    /// <summary>Gets the greatest number of attempts, at least 1; the first one counts. The default is 4.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>Gets the longest wait after the first attempt, more than 0; it doubles with each further one. The default is half a second.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Gets where the doubling ends, from <see cref="BaseDelay"/> to a day. The default is 30 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest time that a server may ask to be left alone, from 0 to a day. The default is a minute.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how long one attempt may take, more than 0 and at most a day. The default is a minute.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how long everything may take, waits included; more than 0 and at most a day. The default is 5 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Refuses values outside the ranges above.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        TimeSpan day = TimeSpan.FromDays(1);
        if (MaxAttempts < 1) throw new ArgumentException($"MaxAttempts is {MaxAttempts}; it must be at least 1.");
        if (BaseDelay <= TimeSpan.Zero) throw new ArgumentException($"BaseDelay is {BaseDelay}; it must be more than 0.");
        if (MaxDelay < BaseDelay || MaxDelay > day) throw new ArgumentException($"MaxDelay is {MaxDelay}; it must be from {BaseDelay}, the BaseDelay, to a day.");
        if (MaxRetryAfter < TimeSpan.Zero || MaxRetryAfter > day) throw new ArgumentException($"MaxRetryAfter is {MaxRetryAfter}; it must be from 0 to a day.");
        if (AttemptTimeout <= TimeSpan.Zero || AttemptTimeout > day) throw new ArgumentException($"AttemptTimeout is {AttemptTimeout}; it must be more than 0 and at most a day.");
        if (Deadline <= TimeSpan.Zero || Deadline > day) throw new ArgumentException($"Deadline is {Deadline}; it must be more than 0 and at most a day.");
    }
}
