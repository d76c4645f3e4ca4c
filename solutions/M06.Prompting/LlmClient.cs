using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LLMCourse.Reference;

namespace LLMCourse.M06;

/// <summary>Asks a server that speaks OpenAI's API for replies.</summary>
public sealed class LlmClient
{
    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the server's root; it stays the caller's. Requests go to <c>v1/chat/completions</c>.</param>
    public LlmClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http;
    }

    /// <summary>Asks for a reply and waits until it is whole.</summary>
    /// <param name="request">The request; its body is <see cref="LlmRequest.ToJson"/> without streaming, sent as <c>application/json</c>.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <returns>The choice whose <c>index</c> is 0, wherever it stands; one without an index counts as 0.</returns>
    /// <exception cref="LlmException">
    /// <see cref="LlmFault.Refused"/>: the status is not a success, or the answer has an <c>error</c>, even at status 200; the message is
    /// <c>error.message</c>, and where there is none, something that names the status.
    /// <see cref="LlmFault.Malformed"/>: the answer is not JSON, or lacks the choice, its message or its <c>finish_reason</c>.
    /// </exception>
    /// <exception cref="HttpRequestException">There is no answer at all.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M06.E4")]
    public async Task<LlmReply> CompleteAsync(LlmRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // TODO M06.E4: post the body; an error becomes an exception, anything else is read field by field.
        #region Solution
        using HttpRequestMessage message = Message(request, stream: false);
        using HttpResponseMessage response = await _http.SendAsync(message, cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
        using JsonDocument answer = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        RequireNoError(answer.RootElement);
        return ChoiceOf(answer.RootElement) is { } choice
            && Property(choice, "message") is { ValueKind: JsonValueKind.Object } said
            && Text(choice, "finish_reason") is { } reason
            ? new LlmReply(Text(said, "content") ?? "", reason, UsageOf(answer.RootElement))
            : throw new LlmException(LlmFault.Malformed, "The answer has no choice 0 with a message and a finish_reason.");
        #endregion
    }

    /// <summary>Asks for a reply and gives its pieces as they come.</summary>
    /// <remarks>
    /// The body is <see cref="LlmRequest.ToJson"/> with streaming. Of each chunk the choice whose <c>index</c> is 0 counts. A chunk with
    /// neither text nor <c>finish_reason</c> nor usage is passed over. <c>[DONE]</c> ends the stream; what follows is not looked at. Whoever stops
    /// reading closes the connection.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the request up, also while a piece is waited for.</param>
    /// <returns>The pieces.</returns>
    /// <exception cref="LlmException">
    /// As for <see cref="CompleteAsync"/>; an <c>error</c> within the stream is <see cref="LlmFault.Refused"/> too. <see cref="LlmFault.Malformed"/>: the
    /// answer is not <c>text/event-stream</c>, or a chunk is not a JSON object. <see cref="LlmFault.Cut"/>: the stream ended, or the connection broke,
    /// before a <c>finish_reason</c> came. The pieces before it were given.
    /// </exception>
    /// <exception cref="HttpRequestException">There is no answer at all.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M06.E4")]
    public IAsyncEnumerable<LlmDelta> StreamAsync(LlmRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // TODO M06.E4: post the body, do not wait for the whole answer, and turn each event into a piece.
        #region Solution
        return DeltasAsync(request, cancellationToken);
        #endregion
    }

    #region Solution
    private async IAsyncEnumerable<LlmDelta> DeltasAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = Message(request, stream: true);
        using HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            using JsonDocument answer = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            RequireNoError(answer.RootElement);
            throw new LlmException(LlmFault.Malformed, "The answer is not a stream of events.");
        }

        bool isComplete = false;
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using IAsyncEnumerator<SseEvent> events = SseReader.ReadAsync(body, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events, isComplete) is { } next && next.Data != "[DONE]")
        {
            if (DeltaOf(next.Data) is not { } delta) continue;
            isComplete |= delta.FinishReason is not null;
            yield return delta;
        }

        if (!isComplete) throw new LlmException(LlmFault.Cut, "The stream ended before the reply did.");
    }

    private static HttpRequestMessage Message(LlmRequest request, bool stream)
    {
        StringContent body = new(request.ToJson(stream), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = body };
    }

    // Once the reply is whole, a connection that breaks takes nothing away but the usage.
    private static async Task<SseEvent?> NextAsync(IAsyncEnumerator<SseEvent> events, bool isComplete)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return isComplete ? null : throw new LlmException(LlmFault.Cut, "The connection broke before the reply ended.", e);
        }
    }

    private static LlmDelta? DeltaOf(string data)
    {
        using JsonDocument chunk = Parse(data);
        if (chunk.RootElement.ValueKind != JsonValueKind.Object) throw new LlmException(LlmFault.Malformed, "A chunk of the stream is not a JSON object.");
        RequireNoError(chunk.RootElement);
        JsonElement? choice = ChoiceOf(chunk.RootElement);
        string text = choice is { } c && Property(c, "delta") is { ValueKind: JsonValueKind.Object } delta ? Text(delta, "content") ?? "" : "";
        LlmDelta piece = new(text, choice is { } end ? Text(end, "finish_reason") : null, UsageOf(chunk.RootElement));
        return piece is { Text.Length: 0, FinishReason: null, Usage: null } ? null : piece;
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        int status = (int)response.StatusCode;
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            if (ErrorOf(answer.RootElement, status) is { } error) throw error;
        }
        catch (JsonException)
        {
            // Not the API's own error: what stands between it and us, such as a gateway, has answered.
        }

        throw new LlmException(LlmFault.Refused, $"The server answered with status {status} and no reason.") { Status = status };
    }

    private static void RequireNoError(JsonElement answer)
    {
        if (ErrorOf(answer, 200) is { } error) throw error;
    }

    private static LlmException? ErrorOf(JsonElement answer, int status)
    {
        if (Property(answer, "error") is not { } error || error.ValueKind == JsonValueKind.Null) return null;
        string? message = error.ValueKind == JsonValueKind.String ? error.GetString() : Text(error, "message");
        return new LlmException(LlmFault.Refused, message ?? $"The server answered with status {status} and no reason.") { Status = status, Code = Text(error, "code"), Param = Text(error, "param") };
    }

    private static JsonElement? ChoiceOf(JsonElement answer)
    {
        if (Property(answer, "choices") is not { ValueKind: JsonValueKind.Array } choices) return null;
        foreach (JsonElement choice in choices.EnumerateArray())
        {
            if (Property(choice, "index") is not { } index || (index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out int number) && number == 0)) return choice;
        }

        return null;
    }

    private static LlmUsage? UsageOf(JsonElement answer) =>
        Property(answer, "usage") is { ValueKind: JsonValueKind.Object } usage ? new LlmUsage(Count(usage, "prompt_tokens"), Count(usage, "completion_tokens")) : null;

    private static int Count(JsonElement usage, string name) => Property(usage, name) is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : 0;

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement element, string name) => Property(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new LlmException(LlmFault.Malformed, "The answer is not JSON.", e);
        }
    }
    #endregion
}
