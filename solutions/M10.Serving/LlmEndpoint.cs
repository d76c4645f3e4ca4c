using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LLMCourse.M10;

/// <summary>The routes by which OpenAI's clients ask a model.</summary>
public static class LlmEndpoint
{
    /// <summary>Adds <c>GET /v1/models</c> and <c>POST /v1/chat/completions</c> to a server.</summary>
    /// <remarks>
    /// <para><b>Models</b>: <c>{"object":"list","data":[{"id":"m","object":"model","created":0,"owned_by":"course"}]}</c>.</para>
    /// <para><b>Chat</b>: the content type must be <c>application/json</c>, whatever follows behind a semicolon, else the answer is 415 with <c>unsupported_content_type</c>. A body of more than
    /// <see cref="EndpointOptions.MaxBodyBytes"/> is 413 with <c>request_too_large</c>, whether its length was announced or not, and no more of it is read than one byte above. Then <see cref="RequestReader.Read"/> decides.
    /// A whole answer is JSON with its <c>Content-Length</c>. A streamed one is <c>text/event-stream</c> with <c>Cache-Control: no-cache</c>, and begins when the model's first part is there.</para>
    /// <para><b>Faults</b> are <c>{"error":{"message":"…","type":"…","param":null,"code":"…"}}</c>, as JSON with their status. A <see cref="ContextLengthException"/> is 400 with <c>context_length_exceeded</c> at <c>messages</c> and its own message; anything
    /// else that the model throws is 500 with <c>internal_error</c>, and the answer says nothing of the exception. All of that holds for streams too until the first part is there; once the answer has begun, a fault cuts the
    /// connection (<see cref="HttpContext.Abort"/>): a reply that ends as if it were whole would deceive.</para>
    /// <para><b>Who hangs up</b> ends the work: the model gets <see cref="HttpContext.RequestAborted"/>, and the request ends without an answer or an error.</para>
    /// </remarks>
    /// <param name="routes">The server's routes.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentNullException">There are no routes, or no model.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static void Map(IEndpointRouteBuilder routes, EndpointModel model, EndpointOptions? options = null)
    {
        // TODO M10.E1: MapGet and MapPost with a RequestDelegate each; read, answer, and turn every exception into its answer.
        #region Solution
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new EndpointOptions();
        _ = routes.MapGet("/v1/models", context => WriteAsync(context, 200, JsonSerializer.Serialize(
            new { @object = "list", data = new[] { new { id = model.Id, @object = "model", created = 0, owned_by = "course" } } })));
        _ = routes.MapPost("/v1/chat/completions", context => GuardedAsync(context, () => ChatAsync(context, model, options)));
        #endregion
    }

    #region Solution
    private static async Task ChatAsync(HttpContext context, EndpointModel model, EndpointOptions options)
    {
        CancellationToken gone = context.RequestAborted;
        EndpointRequest request = RequestReader.Read(await BodyAsync(context.Request, options.MaxBodyBytes, gone), model.Id);
        try
        {
            await ReplyAsync(context, model, options, request, gone);
        }
        catch (ApiException e)
        {
            // What the model throws was meant for this server, and not for its callers.
            throw new InvalidOperationException("The model failed.", e);
        }
    }

    private static async Task ReplyAsync(HttpContext context, EndpointModel model, EndpointOptions options, EndpointRequest request, CancellationToken gone)
    {
        AnswerHead head = new(options.NewId(), options.Clock.GetUtcNow().ToUnixTimeSeconds(), model.Id);
        int promptTokens = model.CountTokens(request.Turns);
        IAsyncEnumerable<CompletionChunk> parts = model.StreamAsync(request.Turns, request.Options, gone);
        if (!request.IsStream)
        {
            await WriteAsync(context, 200, ChatAnswers.Whole(head, await parts.ToListAsync(gone), promptTokens));
            return;
        }

        // The first event is awaited before anything is sent, so that a fault still has a status.
        await using IAsyncEnumerator<string> events = ChatAnswers.Chunks(head, parts, request.IncludeUsage ? promptTokens : null, gone).GetAsyncEnumerator(gone);
        bool any = await events.MoveNextAsync();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await ServerSentEvents.WriteAsync(context.Response.Body, RestAsync(events, any), gone);
    }

    private static async IAsyncEnumerable<string> RestAsync(IAsyncEnumerator<string> events, bool any)
    {
        for (; any; any = await events.MoveNextAsync()) yield return events.Current;
    }

    private static async Task GuardedAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            ApiException fault = e switch
            {
                ApiException api => api,
                ContextLengthException => new ApiException(400, e.Message, "context_length_exceeded", "messages"),
                _ => new ApiException(500, "The server had an error while it wrote the reply.", "internal_error"),
            };
            await WriteAsync(context, fault.Status, JsonSerializer.Serialize(new { error = new { message = fault.Message, type = fault.Type, param = fault.Param, code = fault.Code } }));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ApiException(415, "Send JSON, and say so: Content-Type: application/json.", "unsupported_content_type");
        ApiException tooLarge = new(413, $"The body has more than {most} bytes. Send less.", "request_too_large");
        if (request.ContentLength > most) throw tooLarge;
        using MemoryStream bytes = new();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int read = await request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most + 1L - bytes.Length)), cancellationToken);
            if (read == 0) return bytes.ToArray();
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most) throw tooLarge;
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, string json)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = Encoding.UTF8.GetByteCount(json);
        await response.WriteAsync(json, context.RequestAborted);
    }
    #endregion
}
