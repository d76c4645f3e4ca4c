using LLMCourse.LocalModels;

namespace LLMCourse.LlmServers.Api;

/// <summary>Makes an answer of every error, without a stack. Once the answer has begun, the connection is cut: a reply that ends as if it
/// were whole would deceive.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response
                is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
                await Answers.WriteErrorAsync(context, OfRoute(context)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            context.Abort(); // the server stops
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            LogCut(e, context.Request.Method, context.Request.Path);
            context.Abort();
        }
        catch (ApiException e)
        {
            await Answers.WriteErrorAsync(context, e).ConfigureAwait(false);
        }
        catch (ContextLengthException e)
        {
            await Answers.WriteErrorAsync(context, new ApiException(
                StatusCodes.Status400BadRequest, e.Message,
                parameter: context.Request.Path.Value?.EndsWith("/chat/completions", StringComparison.Ordinal) == true
                    ? "messages"
                    : "prompt", code: "context_length_exceeded")).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Answers.WriteErrorAsync(context,
                new ApiException(StatusCodes.Status503ServiceUnavailable, "The server is stopping. Ask again when it is back.",
                    "server_error")).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            await Answers.WriteErrorAsync(context, new ApiException(
                StatusCodes.Status500InternalServerError, "The server had an error while it processed your request. Its log says more.",
                "server_error")).ConfigureAwait(false);
        }
    }

    private static ApiException OfRoute(HttpContext context) => context.Response.StatusCode == StatusCodes.Status404NotFound
        ? new ApiException(StatusCodes.Status404NotFound,
            $"There is no {context.Request.Path}. See GET /v1/models for what is here; the base address of clients ends in /v1.",
            code: "unknown_url")
        : new ApiException(StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Path} cannot be asked for with {context.Request.Method}. Use {context.Response.Headers.Allow}.",
            code: "method_not_supported");

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogFailed(Exception error, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed after its answer had begun, which was cut.")]
    private partial void LogCut(Exception error, string method, PathString path);
}
