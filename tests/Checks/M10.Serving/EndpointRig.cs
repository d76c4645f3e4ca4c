using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LlmServers.Hosting;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M10;

/// <summary>The submission's routes on a real Kestrel that is reached through memory, with a model that says what a check wants.</summary>
internal sealed class EndpointRig : IDisposable
{
    public const string Chat = "v1/chat/completions";

    private readonly InMemoryHost _host;
    private readonly string[] _tokens;
    private int _asked, _given, _cancelled;

    public EndpointRig(string[] tokens, int? maxBody = 4096)
    {
        _tokens = tokens;
        EndpointModel model = new("m", turns => turns.Sum(turn => turn.Text.Length + 1), SayAsync);
        int ids = 0;
        EndpointOptions? options = maxBody is null
            ? null
            : new()
            {
                MaxBodyBytes = maxBody.Value,
                Clock = new SecondsClock(1_700_000_000.75),
                NewId = () => $"chatcmpl-{Interlocked.Increment(ref ids)}"
            };
        _host = InMemoryHost.StartAsync(routes => LlmEndpoint.Map(routes, model, options)).GetAwaiter().GetResult();
        Client = _host.CreateClient();
    }

    public HttpClient Client { get; }

    /// <summary>Gets what is waited for before a token, with its number.</summary>
    public Func<int, CancellationToken, Task> BeforeToken { get; init; } = (_, _) => Task.CompletedTask;

    public int Asked => Volatile.Read(ref _asked);

    public int Given => Volatile.Read(ref _given);

    public int Cancelled => Volatile.Read(ref _cancelled);

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
        int count = Math.Min(_tokens.Length, options.MaxTokens ?? int.MaxValue);
        try
        {
            for (int i = 0; i < count; i++)
            {
                await BeforeToken(i, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
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
        }
    }

    private sealed class SecondsClock(double seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }
}
