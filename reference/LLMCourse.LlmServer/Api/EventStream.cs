using System.Buffers;
using System.Net.ServerSentEvents;
using LLMCourse.LlmServers.Audit;
using Microsoft.AspNetCore.Http.Features;

namespace LLMCourse.LlmServers.Api;

/// <summary>Writes an answer as server-sent events, each with its blank line, the last of them <c>[DONE]</c>.</summary>
internal static class EventStream
{
    /// <summary>Sends the head of the answer at once, then each event as soon as it is there.</summary>
    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<object> events, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.StartAsync(cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        await SseFormatter.WriteAsync(Items(context, events, cancellationToken), context.Response.Body,
            static (item, writer) => writer.Write(item.Data), cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<SseItem<byte[]>> Items(HttpContext context, IAsyncEnumerable<object> events,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (object each in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new SseItem<byte[]>(Answers.Bytes(each));
        AuditedCall.Of(context)?.Write(StatusCodes.Status200OK);
        yield return new SseItem<byte[]>("[DONE]"u8.ToArray());
    }
}
