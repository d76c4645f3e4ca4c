using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;

namespace LLMCourse.LlmServers.Api;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatEndpoint(ServerState server)
{
    public async Task HandleAsync(HttpContext context)
    {
        ChatRequest request = ChatRequest.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), server);
        using CancellationTokenSource lifetime = server.Lifetime(context);

        // The call itself checks what is left to check, before the first byte of the answer.
        IAsyncEnumerable<CompletionChunk> chunks = server.Model.StreamAsync(request.Turns, request.Options, lifetime.Token);
        var generation = new Generation(server, context, server.Model.CountTokens(request.Turns));
        IAsyncEnumerable<ChatPart> parts = ReadAsync(generation.CountAsync(chunks, lifetime.Token), request);
        string id = server.NewId("chatcmpl-", context);
        if (request.IsStream)
            await EventStream.WriteAsync(context, Events(id, request, generation, parts), lifetime.Token).ConfigureAwait(false);
        else
            await Answers.WriteAsync(context, await JoinAsync(id, request, generation, parts).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Takes a reply apart into content, or a name and its arguments.</summary>
    private async IAsyncEnumerable<ChatPart> ReadAsync(IAsyncEnumerable<CompletionChunk> chunks, ChatRequest request)
    {
        var call = new ToolCallText(request.Tools);
        var tokens = new List<CompletionToken>(); // those whose text is not yet certain
        string? callId = null;
        await foreach (CompletionChunk chunk in chunks.ConfigureAwait(false))
        {
            if (chunk.Token is not null)
                tokens.Add(chunk.Token);
            string text = chunk.IsToolCall ? call.Add(chunk.Text) : chunk.Text;
            if (chunk.IsToolCall && chunk.Finish is not null)
                text += call.End();
            if (call.Name is null)
            {
                string? finish = chunk.Finish switch { null => null, FinishReason.Length => "length", _ => "stop" };
                if (text.Length > 0 || finish is not null)
                {
                    yield return new ChatPart(text, null, null, [.. tokens], finish);
                    tokens.Clear();
                }
            }
            else
            {
                // The first part of a call has its name, and the others are what is new of the arguments.
                string? name = callId is null ? call.Name : null;
                callId ??= server.NewId("call_");
                string? finish = chunk.Finish switch { null => null, FinishReason.Length => "length", _ => "tool_calls" };
                if (name is not null || text.Length > 0 || finish is not null)
                    yield return new ChatPart(text, callId, name, [], finish);
            }
        }
    }

    private async Task<object> JoinAsync(string id, ChatRequest request, Generation generation, IAsyncEnumerable<ChatPart> parts)
    {
        var text = new StringBuilder();
        var tokens = new List<CompletionToken>();
        (string? callId, string? name, string? finish) = (null, null, null);
        await foreach (ChatPart part in parts.ConfigureAwait(false))
        {
            _ = text.Append(part.Text);
            tokens.AddRange(part.Tokens);
            (callId, name, finish) = (part.CallId ?? callId, part.Name ?? name, part.Finish ?? finish);
        }

        object message = name is null
            ? new { role = "assistant", content = text.ToString(), refusal = (string?)null }
            : new
            {
                role = "assistant",
                content = (string?)null,
                refusal = (string?)null,
                tool_calls = new[] { new { id = callId, type = "function", function = new { name, arguments = text.ToString() } } }
            };
        return new
        {
            id,
            @object = "chat.completion",
            created = server.Now,
            model = server.Options.ModelId,
            choices = new[] { new { index = 0, message, logprobs = request.LogProbs && name is null
                ? LogProbs.OfChat(tokens)
                : null, finish_reason = finish } },
            usage = generation.Usage,
        };
    }

    private async IAsyncEnumerable<object> Events(
        string id, ChatRequest request, Generation generation, IAsyncEnumerable<ChatPart> parts, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        long created = server.Now;
        object chunk(object[] choices, object? usage = null) => request.IncludeUsage
            ? new { id, @object = "chat.completion.chunk", created, model = server.Options.ModelId, choices, usage }
            : new { id, @object = "chat.completion.chunk", created, model = server.Options.ModelId, choices };
        object step(object delta, string? finish = null, IReadOnlyList<CompletionToken>? tokens = null) =>
            chunk([new { index = 0, delta, logprobs = request.LogProbs && tokens is { Count: > 0 }
                ? LogProbs.OfChat(tokens)
                : null, finish_reason = finish }]);

        bool isFirst = true;
        await foreach (ChatPart part in parts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (isFirst)
                yield return step(new { role = "assistant", content = part.CallId is null ? "" : null, refusal = (string?)null });
            isFirst = false;
            if (part.Name is not null)
                yield return step(new
                {
                    tool_calls = new[] { new { index = 0, id = part.CallId, type = "function",
                    function = new { name = part.Name, arguments = "" } } }
                });
            if (part.Text.Length > 0)
            {
                yield return part.CallId is null
                    ? step(new { content = part.Text }, tokens: part.Tokens)
                    : step(new { tool_calls = new[] { new { index = 0, function = new { arguments = part.Text } } } });
            }

            if (part.Finish is not null)
                yield return step(new { }, part.Finish, part.Text.Length > 0 ? null : part.Tokens);
        }

        if (request.IncludeUsage)
            yield return chunk([], generation.Usage);
    }

    /// <summary>A part of a reply.</summary>
    /// <param name="Text">What is new of the content, or of the arguments of a call.</param>
    /// <param name="CallId">The call's name for its result; null for content.</param>
    /// <param name="Name">The tool, in the first part of a call.</param>
    /// <param name="Tokens">The tokens of content that are certain now.</param>
    /// <param name="Finish">Why the reply ended, in the last part.</param>
    private sealed record ChatPart(string Text, string? CallId, string? Name, IReadOnlyList<CompletionToken> Tokens, string? Finish);
}
