namespace LLMCourse.M08;

/// <summary>A model did not reply this time but may the next: it is busy, its server restarts, the connection broke.</summary>
/// <param name="message">What happened.</param>
/// <param name="retryAfter">How long the server asks to wait; null where it does not say.</param>
public sealed class ModelUnavailableException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>Gets how long the server asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
