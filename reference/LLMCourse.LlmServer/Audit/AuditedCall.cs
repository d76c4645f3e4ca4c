using LLMCourse.LlmServers.Api;

namespace LLMCourse.LlmServers.Audit;

/// <summary>A request whose row is still to be written.</summary>
/// <param name="context">The request.</param>
/// <param name="trail">Where its row goes.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditedCall(HttpContext context, AuditTrail trail, TimeProvider time)
{
    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private readonly long _stamp = time.GetTimestamp();

    /// <summary>Gets or sets the name of the answer.</summary>
    public string? Answer { get; set; }

    /// <summary>Gets or sets the number of tokens read.</summary>
    public int PromptTokens { get; set; }

    /// <summary>Gets or sets the number of tokens written.</summary>
    public int CompletionTokens { get; set; }

    /// <summary>Gets whether the row is written.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Gets the call that belongs to a request; null where nothing is kept.</summary>
    public static AuditedCall? Of(HttpContext context) => context.Features.Get<AuditedCall>();

    /// <summary>Writes the row, unless it is written: to be called before the last bytes of the answer go out.</summary>
    /// <param name="status">How the request ends.</param>
    /// <exception cref="IOException">It cannot be written. The answer must not end as if it were whole.</exception>
    public void Write(int status)
    {
        if (IsWritten) return;
        trail.Write(new AuditRow(_begun, time.GetElapsedTime(_stamp), $"{context.Request.Method} {MetricsMiddleware.Route(context)}", Answer,
            status, PromptTokens, CompletionTokens));
        IsWritten = true;
    }
}
