namespace LLMCourse.M10;

/// <summary>What is known of a request when it comes.</summary>
/// <param name="Route">The route of the endpoint, such as <c>/v1/chat/completions</c>.</param>
/// <param name="Model">The model that is asked for.</param>
public sealed record TelemetryRequest(string Route, string Model)
{
    /// <summary>Gets the header <c>traceparent</c> as it came; null if there was none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Gets the messages as JSON. They are recorded only if <see cref="RecordsContent"/> says so.</summary>
    public string? InputMessages { get; init; }

    /// <summary>Gets whether what people wrote may be recorded. The default is false.</summary>
    public bool RecordsContent { get; init; }
}
