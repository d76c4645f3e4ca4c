using LLMCourse.LlmServers.Api;

namespace LLMCourse.LlmServers.Audit;

/// <summary>Gives each request its row, and writes those of requests that did not come to their end.</summary>
internal sealed partial class AuditMiddleware(RequestDelegate next, AuditTrail trail, TimeProvider time, ILogger<AuditMiddleware> log)
{
    /// <summary>The status of an answer that had begun when it was cut. No standard has one: the client saw 200 and no end.</summary>
    public const int Cut = 599;

    // Somebody looks whether the server lives every few seconds; that is no use of the model.
    private static readonly PathString Api = "/v1";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        AuditedCall call = new(context, trail, time);
        context.Features.Set(call);
        await next(context).ConfigureAwait(false);
        if (call.IsWritten) return;
        try
        {
            call.Write(context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest
                : context.Response.HasStarted ? Cut : context.Response.StatusCode);
        }
        catch (IOException e)
        {
            LogLost(e, context.Request.Method, context.Request.Path);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} did not come to its end, and has no row.")]
    private partial void LogLost(Exception error, string method, PathString path);
}
