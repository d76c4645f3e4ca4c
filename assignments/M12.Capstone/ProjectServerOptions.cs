namespace LLMCourse.M12;

/// <summary>What a service needs, and its limits.</summary>
/// <param name="Model">Which model serves.</param>
/// <param name="Guard">Looks at a text: gives the text that may go on, the same or a redacted one, or null where it may not. Called by several requests at once.</param>
public sealed record ProjectServerOptions(ActiveModel Model, Func<string, CancellationToken, Task<string?>> Guard)
{
    /// <summary>Gets what is told of each request. The default does nothing.</summary>
    public Action<ServiceRecord> Audit { get; init; } = _ => { };

    /// <summary>Gets what makes the id of a request, another one each time.</summary>
    public Func<string> NewId { get; init; } = () => $"req-{Guid.NewGuid():N}";

    /// <summary>Gets the greatest size of a body in bytes; at least 1.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 16;

    /// <summary>Gets how many texts a request may have; at least 1.</summary>
    public int MaxTexts { get; init; } = 32;

    /// <summary>Gets how many characters (UTF-16) a text may have; at least 1.</summary>
    public int MaxTextLength { get; init; } = 2000;

    /// <summary>Gets how many requests to classify may be under way at a time; at least 1.</summary>
    public int MaxConcurrent { get; init; } = 16;

    /// <summary>Gets after how many seconds a refused client should come again; at least 1.</summary>
    public int RetryAfterSeconds { get; init; } = 1;
}
