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
        throw new NotImplementedException("M06.E4: post the body; an error becomes an exception, anything else is read field by field.");
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
        throw new NotImplementedException("M06.E4: post the body, do not wait for the whole answer, and turn each event into a piece.");
    }
}
