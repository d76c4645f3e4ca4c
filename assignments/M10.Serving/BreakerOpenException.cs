namespace LLMCourse.M10;

/// <summary>A request that a <see cref="CircuitBreaker"/> did not let through.</summary>
/// <param name="retryAfter">When to come again.</param>
public sealed class BreakerOpenException(TimeSpan retryAfter) : Exception($"The server is failing; come again in {retryAfter}.")
{
    /// <summary>Gets when to come again, from now.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
