using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LlmServers.Hosting;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LLMCourse.Checks.M10;

/// <summary>The submission's routes on a real Kestrel that is reached through memory, with a model that says what a check wants.</summary>
internal sealed class EndpointRig : IDisposable
{
    public const string Chat = "v1/chat/completions";

    private readonly InMemoryHost _host;
    private readonly string[] _tokens;
    private int _asked, _given, _cancelled, _ended;

    public EndpointRig(string[] tokens, int? maxBody = 4096, string id = "m")
    {
        _tokens = tokens;
        EndpointModel model = new(id, turns => turns.Sum(turn => turn.Text.Length + 1), SayAsync);
        int ids = 0;
        EndpointOptions? options = maxBody is null
            ? null
            : new()
            {
                MaxBodyBytes = maxBody.Value,
                Clock = new SecondsClock(1_700_000_000.75),
                NewId = () => $"chatcmpl-{Interlocked.Increment(ref ids)}"
            };
        _host = InMemoryHost.StartAsync(routes =>
        {
            RouteGroupBuilder counted = routes.MapGroup("");
            ((IEndpointConventionBuilder)counted).Add(builder =>
            {
                if (builder.RequestDelegate is not { } answer) return;
                builder.RequestDelegate = context =>
                {
                    context.Request.Body = new CountedBody(context.Request.Body, read => MostRead = Math.Max(MostRead, read));
                    return answer(context);
                };
            });
            LlmEndpoint.Map(counted, model, options);
        }).GetAwaiter().GetResult();
        Client = _host.CreateClient();
    }

    public HttpClient Client { get; }

    /// <summary>Gets what is waited for before a token, with its number.</summary>
    public Func<int, CancellationToken, Task> BeforeToken { get; init; } = (_, _) => Task.CompletedTask;

    public int Asked => Volatile.Read(ref _asked);

    public int Given => Volatile.Read(ref _given);

    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Gets how many of the model's replies have ended, whole or not.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Gets whether the model gives its next token though it was told to stop.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>Gets or sets how many bytes were read of a body, at most.</summary>
    public long MostRead { get; set; }

    public ChatTurn[] Turns { get; private set; } = [];

    public CompletionOptions? Options { get; private set; }

    public static string Body(string text = "Hi", string more = "") =>
        $$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    /// <summary>Asks, and tells what came: status, type, length, and text.</summary>
    public string Ask(string body, string type = "application/json; charset=utf-8", bool chunked = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Chat) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        if (chunked) request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = Client.Send(request);
        string text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        bool counted = answer.Content.Headers.ContentLength == Encoding.UTF8.GetByteCount(text);
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType}{(counted ? ", counted" : "")}: {text}";
    }

    /// <summary>Opens a connection, for HTTP by hand.</summary>
    public Stream Connect() => _host.Connect();

    public void Dispose()
    {
        Client.Dispose();
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private async IAsyncEnumerable<CompletionChunk> SayAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _asked);
        (Turns, Options) = ([.. turns], options);
        if (turns[^1].Text == "too long") throw new ContextLengthException(9000, 512);
        if (turns[^1].Text == "break at once") throw new InvalidOperationException("the password is 1234");
        if (turns[^1].Text == "give up") throw new OperationCanceledException("the password is 1234");
        int count = Math.Min(_tokens.Length, options.MaxTokens ?? int.MaxValue);
        try
        {
            for (int i = 0; i < count; i++)
            {
                await BeforeToken(i, cancellationToken).ConfigureAwait(false);
                if (!IsDeaf) cancellationToken.ThrowIfCancellationRequested();
                if (turns[^1].Text == "break later" && i == 2) throw new InvalidOperationException("the password is 1234");
                _ = Interlocked.Increment(ref _given);
                yield return new CompletionChunk(_tokens[i], false,
                    new CompletionToken(new TokenProbability(i, Encoding.UTF8.GetBytes(_tokens[i]), 0), []), null);
            }

            yield return new CompletionChunk(count < _tokens.Length ? "" : "!", false, null,
                count < _tokens.Length ? FinishReason.Length : FinishReason.Stop);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested) _ = Interlocked.Increment(ref _cancelled);
            _ = Interlocked.Increment(ref _ended);
        }
    }

    /// <summary>A request's body that counts what is read of it.</summary>
    private sealed class CountedBody(Stream body, Action<long> note) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Note(body.Read(buffer, offset, count));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Note(await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Note(int read)
        {
            _read += read;
            note(_read);
            return read;
        }
    }

    private sealed class SecondsClock(double seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }
}
