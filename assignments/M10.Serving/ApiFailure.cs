namespace LLMCourse.M10;

/// <summary>A request to a model's server that got no reply.</summary>
/// <param name="status">The HTTP status; null where the connection was lost, or never made.</param>
/// <param name="retryAfter">The value of the header <c>Retry-After</c>, as it came; null where there was none.</param>
public sealed class ApiFailure(int? status, string? retryAfter = null)
    : Exception(status is { } code ? $"The server answered with status {code}." : "The connection was lost.")
{
    /// <summary>Gets the HTTP status; null where the connection was lost, or never made.</summary>
    public int? Status => status;

    /// <summary>Gets the value of the header <c>Retry-After</c>, as it came; null where there was none.</summary>
    public string? RetryAfter => retryAfter;
}
