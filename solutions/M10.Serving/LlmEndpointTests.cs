using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LlmServers.Hosting;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E1")]
public sealed class LlmEndpointTests : IAsyncLifetime
{
    private InMemoryHost _host = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await InMemoryHost.StartAsync(routes => LlmEndpoint.Map(routes, new EndpointModel("m", Count, SayAsync), new EndpointOptions { MaxBodyBytes = 500, NewId = () => "chatcmpl-1", Clock = new StandingClock() }));
        _client = _host.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact(DisplayName = "M10.E1 an event ends with a blank line, and the last one is [DONE]")]
    public async Task WriteAsync_TwoTexts_AreThreeEvents()
    {
        using MemoryStream output = new();
        await ServerSentEvents.WriteAsync(output, new[] { "{}", "a\nb" }.ToAsyncEnumerable());
        Assert.Equal("data: {}\n\ndata: a\ndata: b\n\ndata: [DONE]\n\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact(DisplayName = "M10.E1 answers whole and in pieces, over HTTP")]
    public async Task Map_WholeAndStreamed_Answers() => await Verifier.Verify(
        await _client.GetStringAsync("v1/models") + "\n\n" + await AskAsync("""{"model":"m","messages":[{"role":"user","content":"Hi you"}]}""") + "\n\n"
        + await AskAsync("""{"model":"m","messages":[{"role":"user","content":"Hi you"}],"max_tokens":3,"stream":true,"stream_options":{"include_usage":true}}"""));

    [Fact(DisplayName = "M10.E1 a fault is an answer with a status, also where a stream was asked for")]
    public async Task Map_Faults_HaveTheirStatus()
    {
        Assert.StartsWith("400 application/json; {\"error\":{\"message\":", await AskAsync("""{"model":"m"}"""), StringComparison.Ordinal);
        Assert.StartsWith("413 ", await AskAsync($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 500)}}"}]}"""), StringComparison.Ordinal);
        using HttpResponseMessage text = await _client.PostAsync("v1/chat/completions", new StringContent("{}", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        string broken = await AskAsync("""{"model":"m","messages":[{"role":"user","content":"break"}],"stream":true}""");
        Assert.StartsWith("500 application/json; {\"error\":", broken, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", broken, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.PostAsync("v1/chat/completions", content);
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType}; {await answer.Content.ReadAsStringAsync()}";
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1_000.9);
    }

    private static int Count(IReadOnlyList<ChatTurn> turns) => turns.Sum(turn => turn.Text.Split(' ').Length);

    /// <summary>Says the same words each time; a word is a token, the space before it a part of it.</summary>
    private static async IAsyncEnumerable<CompletionChunk> SayAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (turns[^1].Text == "break") throw new InvalidOperationException("a secret of the server");
        string[] words = ["Hello", " over", " there", " 日本"];
        int count = Math.Min(words.Length, options.MaxTokens ?? words.Length);
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new CompletionChunk(words[i], false, new CompletionToken(new TokenProbability(i, Encoding.UTF8.GetBytes(words[i]), 0), []), null);
        }

        yield return new CompletionChunk("", false, null, count < words.Length ? FinishReason.Length : FinishReason.Stop);
    }
}
