using Microsoft.AspNetCore.Routing;

namespace LLMCourse.LlmServers.Api;

/// <summary>Counts requests.</summary>
internal sealed class MetricsMiddleware(RequestDelegate next, ServerMetrics metrics)
{
    /// <summary>The label of a request's route; whatever else somebody asks for is one label, or each would be a line of its own.</summary>
    public static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "other";

    public async Task InvokeAsync(HttpContext context)
    {
        string route = Route(context);
        metrics.Begin(route);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            metrics.End(route,
                context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode);
        }
    }
}
