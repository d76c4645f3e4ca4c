using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace LLMCourse.LlmServers.Faults;

/// <summary>What a <see cref="FaultProxy"/> does with one request.</summary>
public sealed class Fault
{
    private const string Json = "application/json", Events = "text/event-stream";

    private readonly Answer _answer;

    private Fault(string name, Answer answer) => (Name, _answer) = (name, answer);

    private delegate Task<HttpResponseMessage> Answer(Func<CancellationToken, Task<HttpResponseMessage>> pass, TimeProvider clock,
        CancellationToken cancellationToken);

    private delegate IAsyncEnumerable<ReadOnlyMemory<byte>> Change(IAsyncEnumerable<ReadOnlyMemory<byte>> events, TimeProvider clock,
        CancellationToken cancellationToken);

    /// <summary>Gets a fault that is none: the request passes.</summary>
    public static Fault None { get; } = new("none", (pass, _, cancellationToken) => pass(cancellationToken));

    /// <summary>Gets a machine that nobody listens at: the connection is refused.</summary>
    public static Fault ConnectionRefused { get; } = new("connection refused", (_, _, _) => throw new HttpRequestException(
        HttpRequestError.ConnectionError, "Connection refused", new SocketException((int)SocketError.ConnectionRefused)));

    /// <summary>Gets a server that closes the connection instead of an answer.</summary>
    public static Fault ConnectionClosed { get; } = new("connection closed", (_, _, _) => throw new HttpRequestException(
        HttpRequestError.ResponseEnded, "An error occurred while sending the request.", Ended()));

    /// <summary>Gets an answer of status 200 with nothing in it.</summary>
    public static Fault EmptyBody { get; } = Reply(ReadOnlyMemory<byte>.Empty, [], Json);

    /// <summary>Gets an answer of status 200 that is a chat completion cut in the middle,
    /// though its length is what was announced.</summary>
    public static Fault BrokenJson { get; } = Reply(
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"The answ"""u8.ToArray(), [], Json);

    /// <summary>Gets what the fault is called.</summary>
    public string Name { get; }

    /// <summary>An error of a status instead of the answer, with a body as OpenAI has it.</summary>
    /// <param name="status">The status, such as 429, 500 or 503.</param>
    /// <param name="retryAfter">How long to wait before the next try, told in whole seconds; null: that is not told.</param>
    /// <param name="asDate">Tells it as a date, by the proxy's clock, rounded up to whole seconds.</param>
    public static Fault Status(int status, TimeSpan? retryAfter = null, bool asDate = false) => new(
        string.Create(CultureInfo.InvariantCulture, $"status {status}"), (_, clock, _) =>
        {
            (string message, string type, string? code) = status switch
            {
                429 => ("Rate limit reached for requests. Try again later.", "requests", "rate_limit_exceeded"),
                503 => ("The server is overloaded. Try again later.", "server_error", "service_unavailable"),
                >= 500 => ("The server had an error while it processed your request.", "server_error", (string?)null),
                _ => ("The request was refused.", Api.ApiException.InvalidRequest, null),
            };
            HttpResponseMessage response = Make((HttpStatusCode)status,
                Api.Answers.Bytes(new { error = new { message, type, param = (string?)null, code } }), [], Json);
            if (retryAfter is { } wait)
            {
                // A date has no fractions, and an earlier one would ask for less than was meant.
                DateTimeOffset at = clock.GetUtcNow() + wait;
                at += TimeSpan.FromTicks((TimeSpan.TicksPerSecond - (at.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);
                response.Headers.RetryAfter = asDate
                    ? new RetryConditionHeaderValue(at)
                    : new RetryConditionHeaderValue(TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)));
            }

            return Task.FromResult(response);
        });

    /// <summary>The right answer, but nothing of it for a while.</summary>
    /// <param name="wait">How long.</param>
    public static Fault SlowFirstByte(TimeSpan wait) => new("slow first byte", async (pass, clock, cancellationToken) =>
    {
        await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        return await pass(cancellationToken).ConfigureAwait(false);
    });

    /// <summary>A stream that pauses before one of its events.</summary>
    /// <param name="events">How many events come before the pause.</param>
    /// <param name="wait">How long it is.</param>
    public static Fault PauseInStream(int events, TimeSpan wait) =>
        OfStream("pause in the stream", (all, clock, cancellationToken) => Pause(all, events, wait, clock, cancellationToken));

    /// <summary>A stream of status 200 that ends with an error as an event, and without [DONE].</summary>
    /// <param name="events">How many events come before it.</param>
    public static Fault ErrorInStream(int events) =>
        OfStream("error in the stream", (all, _, cancellationToken) => Break(all, events, Error, cancellationToken));

    /// <summary>A stream whose connection is closed between two events.</summary>
    /// <param name="events">How many events come before the end.</param>
    public static Fault CutBetweenEvents(int events) =>
        OfStream("cut between events", (all, _, cancellationToken) => Break(all, events, _ => default, cancellationToken, cut: true));

    /// <summary>A stream whose connection is closed in the middle of an event.</summary>
    /// <param name="events">How many whole events come before the end.</param>
    public static Fault CutInsideEvent(int events) =>
        OfStream("cut inside an event",
            (all, _, cancellationToken) => Break(all, events, next => next[..(next.Length / 2)], cancellationToken, cut: true));

    /// <summary>A stream whose connection is closed after the first byte of its first character that has several in UTF-8.</summary>
    public static Fault CutInsideCharacter() =>
        OfStream("cut inside a character", (all, _, cancellationToken) => CutCharacter(all, cancellationToken));

    /// <summary>Given bytes instead of the answer, in given pieces: a client gets one piece for each read, as from a network.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="pieces">The sizes of the pieces, each at least 1; the last is repeated. Empty:
    /// all at once, with the length announced.</param>
    /// <param name="contentType">What the body is said to be. The default is a stream of events.</param>
    /// <param name="status">The status. The default is 200.</param>
    /// <exception cref="ArgumentOutOfRangeException">A piece has no bytes.</exception>
    public static Fault Reply(ReadOnlyMemory<byte> bytes, IReadOnlyList<int> pieces, string contentType = Events, int status = 200)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        foreach (int piece in pieces)
            ArgumentOutOfRangeException.ThrowIfLessThan(piece, 1, nameof(pieces));
        return new Fault("given bytes", (_, _, _) => Task.FromResult(Make((HttpStatusCode)status, bytes, pieces, contentType)));
    }

    /// <summary>Given text in UTF-8 instead of the answer, as <see cref="Reply(ReadOnlyMemory{byte}, IReadOnlyList{int}, string, int)"/>,
    /// in pieces of one size.</summary>
    /// <param name="text">The body.</param>
    /// <param name="piece">The size of each piece in bytes; 1 splits everything that can be split.</param>
    /// <param name="contentType">What the body is said to be. The default is a stream of events.</param>
    /// <param name="status">The status. The default is 200.</param>
    public static Fault Reply(string text, int piece, string contentType = Events, int status = 200) =>
        Reply(Encoding.UTF8.GetBytes(text), [piece], contentType, status);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal Task<HttpResponseMessage> AnswerAsync(Func<CancellationToken, Task<HttpResponseMessage>> pass, TimeProvider clock,
        CancellationToken cancellationToken) =>
        _answer(pass, clock, cancellationToken);

    private static HttpIOException Ended() => new(HttpRequestError.ResponseEnded, "The response ended prematurely.");

    private static HttpResponseMessage Make(HttpStatusCode status, ReadOnlyMemory<byte> bytes, IReadOnlyList<int> pieces,
        string contentType)
    {
        HttpContent content = pieces.Count == 0
            ? new ReadOnlyMemoryContent(bytes)
            : new StreamContent(new PieceStream(_ => Split(bytes, pieces), null));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return new HttpResponseMessage(status) { Content = content };
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes, IReadOnlyList<int> pieces)
    {
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            await Task.CompletedTask.ConfigureAwait(false);
            int size = Math.Min(pieces[Math.Min(i, pieces.Count - 1)], bytes.Length - at);
            yield return bytes.Slice(at, size);
            at += size;
        }
    }

    /// <summary>Changes the events of the right answer on their way.</summary>
    private static Fault OfStream(string name, Change change) => new(name, async (pass, clock, cancellationToken) =>
    {
        HttpResponseMessage inner = await pass(cancellationToken).ConfigureAwait(false);
        Stream body = await inner.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var response = new HttpResponseMessage(
            inner.StatusCode)
        { Version = inner.Version, ReasonPhrase = inner.ReasonPhrase, RequestMessage = inner.RequestMessage };
        foreach ((string header, IEnumerable<string> values) in inner.Headers)
            _ = response.Headers.TryAddWithoutValidation(header, values);
        response.Content = new StreamContent(new PieceStream(token => change(EventSplitter.ReadAsync(body, token), clock, token), inner));
        foreach ((string header, IEnumerable<string> values) in inner.Content.Headers.Where(header => header.Key != "Content-Length"))
            _ = response.Content.Headers.TryAddWithoutValidation(header, values);
        return response;
    });

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pause(
        IAsyncEnumerable<ReadOnlyMemory<byte>> all, int events, TimeSpan wait, TimeProvider clock, [EnumeratorCancellation]
        CancellationToken cancellationToken)
    {
        // Waits before it asks for the event, so that the waiting begins with the read and whoever moves the clock then is not too early.
        int count = 0;
        await using ConfiguredCancelableAsyncEnumerable<ReadOnlyMemory<byte>>.Enumerator each = all.WithCancellation(cancellationToken)
            .ConfigureAwait(false).GetAsyncEnumerator();
        for (; ; count++)
        {
            if (count == events)
                await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
            if (!await each.MoveNextAsync())
                break;
            yield return each.Current;
        }

        Expect(count > events, $"the pause was to be after {events} events, but the answer has {count}");
    }

    /// <summary>Puts something in the place of an event and all after it.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Break(
        IAsyncEnumerable<ReadOnlyMemory<byte>> all, int events, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> last,
        [EnumeratorCancellation] CancellationToken cancellationToken, bool cut = false)
    {
        int count = 0;
        await foreach (ReadOnlyMemory<byte> next in all.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (count++ < events)
            {
                yield return next;
                continue;
            }

            if (last(next) is { Length: > 0 } rest)
                yield return rest;
            if (cut)
                throw Ended();
            yield break;
        }

        Expect(false, $"the fault was to be after {events} events, but the answer has {count}");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> CutCharacter(
        IAsyncEnumerable<ReadOnlyMemory<byte>> all, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> next in all.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            int at = next.Span.IndexOfAnyInRange((byte)0xC2, (byte)0xF4);
            if (at >= 0)
            {
                yield return next[..(at + 1)];
                throw Ended();
            }

            yield return next;
        }

        Expect(false, "the cut was to be inside a character, but none of the answer has several bytes");
    }

    private static ReadOnlyMemory<byte> Error(ReadOnlyMemory<byte> next) =>
        "data: {\"error\":{\"message\":\"The server had an error while it processed your request.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n"u8.ToArray();

    /// <summary>A fault that cannot happen is a mistake in the script, which must not pass as a success.</summary>
    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException($"The script does not fit the answer: {otherwise}. Correct the script.");
    }
}
