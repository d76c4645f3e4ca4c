using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using LLMCourse.LlmServers.Faults;
using Microsoft.Extensions.Time.Testing;
using OpenAI;
using OpenAI.Chat;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Servers that fail by a script, in memory and by a clock that the test moves.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Ask = """{"model":"local-model","messages":[{"role":"user","content":"x"}]}""";
    private const string AskStream = """{"model":"local-model","messages":[{"role":"user","content":"x"}],"stream":true}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);
    private LlmServer _server = null!;

    public async Task InitializeAsync() => _server = await LlmServer.StartInMemoryAsync(new ScriptedModel("naïve reply"));

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Script_OneFaultForEachRequest_ThenEverythingPasses()
    {
        using var proxy = new FaultProxy(_server.CreateHandler(),
            [Fault.Status(429), Fault.None, Fault.Status(503), Fault.EmptyBody, Fault.BrokenJson], _clock);
        using var http = new HttpClient(proxy) { BaseAddress = _server.Address };

        var answers = new List<(int Status, string Body)>();
        for (int i = 0; i < 7; i++)
            answers.Add(await http.SendAsync(Requests.Chat, Ask));

        Assert.Equal([429, 200, 503, 200, 200, 200, 200], answers.Select(answer => answer.Status));
        Assert.Contains("rate_limit_exceeded", answers[0].Body, StringComparison.Ordinal);
        Assert.Equal("", answers[3].Body);
        Assert.StartsWith("{\"id\":\"chatcmpl-1\"", answers[4].Body, StringComparison.Ordinal);
        _ = Assert.ThrowsAny<System.Text.Json.JsonException>(() => System.Text.Json.JsonDocument.Parse(answers[4].Body));
        Assert.All(new[] { 1, 5, 6 }, i => Assert.Contains("naïve reply", answers[i].Body, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 7), proxy.Requests.Select(request => request.Index));
        Assert.All(proxy.Requests, request => Assert.Equal(Ask, request.Body));
        Assert.Equal("application/json", proxy.Requests[0].Headers["content-type"]);
        Assert.Equal(Noon, proxy.Requests[0].At);
    }

    [Theory]
    [InlineData(2.0, false, "2")]
    [InlineData(1.2, false, "2")]
    [InlineData(0.0, false, "0")]
    [InlineData(2.0, true, "Sun, 01 Mar 2026 12:00:03 GMT")]
    [InlineData(1.75, true, "Sun, 01 Mar 2026 12:00:02 GMT")]
    public async Task RetryAfter_IsToldInSecondsOrAsADate(double seconds, bool asDate, string header)
    {
        using var http = new HttpClient(
            new FaultProxy(_server.CreateHandler(), [Fault.Status(429, TimeSpan.FromSeconds(seconds), asDate), Fault.Status(500)],
                _clock))
        { BaseAddress = _server.Address };

        using HttpResponseMessage told = await http.OpenAsync(Requests.Chat, Ask), untold = await http.OpenAsync(Requests.Chat, Ask);

        Assert.Equal(header, Assert.Single(told.Headers.GetValues("Retry-After")));
        Assert.Null(untold.Headers.RetryAfter);
    }

    [Fact]
    public async Task Connection_RefusedOrClosed_IsWhatHttpClientThrows()
    {
        using var http = new HttpClient(
            new FaultProxy(_server.CreateHandler(), [Fault.ConnectionRefused, Fault.ConnectionClosed],
                _clock))
        { BaseAddress = _server.Address };

        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(Requests.Chat, Ask));
        HttpRequestException closed = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(Requests.Chat, Ask));

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Equal(HttpRequestError.ResponseEnded, closed.HttpRequestError);
    }

    [Fact]
    public async Task SlowFirstByte_WaitsByTheClock()
    {
        using var http = new HttpClient(
            new FaultProxy(_server.CreateHandler(), [Fault.SlowFirstByte(TimeSpan.FromHours(1))],
                _clock))
        { BaseAddress = _server.Address };

        Task<(int Status, string Body)> asking = http.SendAsync(Requests.Chat, Ask);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task PauseInStream_WaitsBetweenTwoEventsAndCanBeCancelled()
    {
        Fault pause = Fault.PauseInStream(3, TimeSpan.FromHours(1));
        using var http = new HttpClient(new FaultProxy(_server.CreateHandler(), [pause, pause], _clock)) { BaseAddress = _server.Address };
        using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, AskStream),
            other = await http.OpenAsync(Requests.Chat, AskStream);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (int i = 0; i < 6; i++)
            _ = await reader.ReadLineAsync();

        ValueTask<string?> fourth = reader.ReadLineAsync(CancellationToken.None);
        Assert.False(fourth.IsCompleted);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.StartsWith("data: ", await fourth, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);

        using var cancel = new CancellationTokenSource();
        using var otherReader = new StreamReader(await other.Content.ReadAsStreamAsync());
        for (int i = 0; i < 6; i++)
            _ = await otherReader.ReadLineAsync();
        ValueTask<string?> never = otherReader.ReadLineAsync(cancel.Token);
        await cancel.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await never);
    }

    [Fact]
    public async Task CutStreams_EndWhereTheyShouldAsAClosedConnectionDoes()
    {
        Fault[] script =
            [Fault.None, Fault.CutBetweenEvents(2), Fault.CutInsideEvent(2), Fault.CutInsideCharacter(), Fault.ErrorInStream(2)];
        using var http = new HttpClient(new FaultProxy(_server.CreateHandler(), script, _clock)) { BaseAddress = _server.Address };
        var bodies = new List<byte[]>();
        var errors = new List<Exception?>();
        foreach (Fault _ in script)
        {
            using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, AskStream);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
            using Stream stream = await response.Content.ReadAsStreamAsync();
            using var bytes = new MemoryStream();
            errors.Add(await Record.ExceptionAsync(() => stream.CopyToAsync(bytes)));
            bodies.Add(bytes.ToArray());
        }

        string[] events = [.. Requests.Events(Encoding.UTF8.GetString(bodies[0])).Select(text => $"data: {text}\n\n")];
        string shape(int body) => string.Join(' ', Encoding.UTF8.GetString(bodies[body]).Split("\n\n").Select(text => text.Length));
        Assert.Null(errors[0]);
        Assert.All(errors[1..4],
            error => Assert.Equal(HttpRequestError.ResponseEnded, Assert.IsType<HttpIOException>(error).HttpRequestError));
        Assert.Null(errors[4]);
        Assert.Equal($"{events[0].Length - 2} {events[1].Length - 2} 0", shape(1));
        Assert.Equal($"{events[0].Length - 2} {events[1].Length - 2} {events[2].Length / 2}", shape(2));
        Assert.Equal(0xC3, bodies[3][^1]);
        Assert.Contains("\"error\":{", Encoding.UTF8.GetString(bodies[4]), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", Encoding.UTF8.GetString(bodies[4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_ThatCannotHappen_SaysSo()
    {
        Fault[] script = [Fault.CutInsideEvent(99), Fault.PauseInStream(99, TimeSpan.Zero), Fault.CutInsideCharacter()];
        await using LlmServer plain = await LlmServer.StartInMemoryAsync(new ScriptedModel("plain"));
        using var http = new HttpClient(new FaultProxy(plain.CreateHandler(), script, _clock)) { BaseAddress = plain.Address };
        foreach (Fault _ in script)
        {
            using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, AskStream);
            Exception error = (await Record.ExceptionAsync(() => response.Content.ReadAsStringAsync()))!;
            Assert.Contains("The script does not fit the answer", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reply_InPieces_GivesOneForEachRead()
    {
        const string text = "data: é😀\n\n";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var http = new HttpClient(
            new FaultProxy(_server.CreateHandler(), [Fault.Reply(text, 1), Fault.Reply(bytes, [3, 4, 2]), Fault.Reply(bytes, [])],
                _clock))
        { BaseAddress = _server.Address };
        async Task<List<int>> sizes()
        {
            using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, AskStream);
            using Stream stream = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[100];
            var read = new List<byte>();
            var result = new List<int>();
            for (int count; (count = await stream.ReadAsync(buffer)) > 0; result.Add(count))
                read.AddRange(buffer[..count]);
            Assert.Equal(bytes, read);
            return result;
        }

        Assert.Equal(Enumerable.Repeat(1, bytes.Length), await sizes());
        Assert.Equal("3 4 2 2 2 1", string.Join(' ', await sizes()));
        Assert.Equal(bytes.Length, Assert.Single(await sizes()));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Reply(bytes, [0]));
    }

    [Fact]
    public async Task OfficialClient_RetriesWhatFailedAndIsSeenDoingIt()
    {
        var proxy =
            new FaultProxy(_server.CreateHandler(), [Fault.Status(500), Fault.ConnectionRefused, Fault.Status(429, TimeSpan.Zero)], _clock);
        using var http = new HttpClient(proxy) { BaseAddress = _server.Address };
        ChatClient chat = new(RunningServer.ModelId, new ApiKeyCredential("none"),
            new OpenAIClientOptions { Endpoint = new Uri(_server.Address, "v1"), Transport = new HttpClientPipelineTransport(http) });

        ChatCompletion reply = await chat.CompleteChatAsync([new UserChatMessage("x")]);

        Assert.Equal("naïve reply", reply.Content.Single().Text);
        Assert.Equal(4, proxy.Requests.Count);
        Assert.Single(proxy.Requests.Select(request => request.Body).Distinct());
    }

    [Fact]
    public async Task OfficialClient_PiecesOfOneByte_ReadTheSame()
    {
        using HttpClient direct = _server.CreateClient();
        (_, string stream) = await direct.SendAsync(Requests.Chat, AskStream);
        using var http = new HttpClient(
            new FaultProxy(_server.CreateHandler(), [Fault.Reply(stream, 1), Fault.Reply(stream, 7)],
                _clock))
        { BaseAddress = _server.Address };
        ChatClient chat = RunningServer.Connect(_server, http).GetChatClient(RunningServer.ModelId);
        for (int i = 0; i < 2; i++)
        {
            var text = new StringBuilder();
            await foreach (StreamingChatCompletionUpdate update in chat.CompleteChatStreamingAsync([new UserChatMessage("x")]))
                _ = text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            Assert.Equal("naïve reply", text.ToString());
        }
    }
}
