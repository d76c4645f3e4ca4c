using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers.Tests;

/// <summary>What goes over the wire, byte by byte, with a model whose every token is known.</summary>
public sealed class StreamTests
{
    private const string Ask = """{"model":"local-model","messages":[{"role":"user","content":"x"}],"stream":true}""";

    private static Task<LlmServer> StartAsync(IServedModel model, bool inMemory) =>
        inMemory ? LlmServer.StartInMemoryAsync(model) : LlmServer.StartAsync(model);

    [Fact]
    public async Task Stream_RawSocket_HasAChunkForEachEventWithItsBlankLine()
    {
        await using LlmServer server = await LlmServer.StartAsync(new ScriptedModel("hi"),
            new LlmServerOptions { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        NetworkStream stream = client.GetStream();
        string body = Ask.Replace("}]", "}],\"stream_options\":{\"include_usage\":true}", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST {Requests.Chat} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);

        string[] answer = (await reader.ReadToEndAsync()).Split("\r\n\r\n", 2);

        string[] head = answer[0].Split("\r\n");
        Assert.Equal("HTTP/1.1 200 OK", head[0]);
        Assert.Contains("Content-Type: text/event-stream", head);
        Assert.Contains("Transfer-Encoding: chunked", head);
        Assert.Contains("Cache-Control: no-cache", head);
        string[] lines = answer[1].Split("\r\n");
        var events = new List<string>();
        for (int i = 0; lines[i] != "0"; i += 2)
        {
            Assert.Equal(Convert.ToInt32(lines[i], 16), Encoding.UTF8.GetByteCount(lines[i + 1]));
            events.Add(lines[i + 1]);
        }

        Assert.All(events,
            each => Assert.True(each.StartsWith("data: ", StringComparison.Ordinal) && each.EndsWith("\n\n", StringComparison.Ordinal)));
        await VerifyXunit.Verifier.Verify(string.Concat(events));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_BeforeTheFirstToken_HasSentItsHead(bool inMemory)
    {
        using var gate = new Gate();
        await using LlmServer server = await StartAsync(new ScriptedModel("hello") { BeforeToken = gate.WaitAsync }, inMemory);
        using HttpClient http = server.CreateClient();

        using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, Ask);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(gate.Begun <= 1);
        gate.Let(100);
        string[] events = Requests.Events(await response.Content.ReadAsStringAsync());
        Assert.Equal("[DONE]", events[^1]);
        using JsonDocument last = JsonDocument.Parse(events[^2]);
        Assert.Equal("stop", last.RootElement.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_ClientLeaves_StopsWithinOneToken(bool inMemory)
    {
        using var gate = new Gate();
        var model = new ScriptedModel(new string('a', 1000)) { BeforeToken = gate.WaitAsync };
        await using LlmServer server = await StartAsync(model, inMemory);
        using HttpClient http = server.CreateClient();
        HttpResponseMessage response = await http.OpenAsync(Requests.Chat, Ask);
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            gate.Let(3);
            for (int received = 0; received < 3;)
                received += (await reader.ReadLineAsync())!.Contains("\"a\"", StringComparison.Ordinal) ? 1 : 0;
        }

        response.Dispose();
        await gate.Stopped.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(4, gate.Begun);
        Assert.True(SpinWait.SpinUntil(() => model.Running == 0, TimeSpan.FromSeconds(60)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whole_ClientLeaves_StopsWithinOneToken(bool inMemory)
    {
        using var gate = new Gate();
        await using LlmServer server = await StartAsync(new ScriptedModel("hello") { BeforeToken = gate.WaitAsync }, inMemory);
        using HttpClient http = server.CreateClient();
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> asking =
            http.OpenAsync(Requests.Chat, Ask.Replace("true", "false", StringComparison.Ordinal), leave.Token);
        gate.Let(2);
        Assert.True(SpinWait.SpinUntil(() => gate.Begun == 3, TimeSpan.FromSeconds(60)));

        await leave.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await gate.Stopped.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(3, gate.Begun);
    }

    [Fact]
    public async Task Stream_ServerStops_IsCutAndNotEndedAsIfWhole()
    {
        using var gate = new Gate();
        LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello") { BeforeToken = gate.WaitAsync });
        using HttpClient http = server.CreateClient();
        using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, Ask);
        gate.Let(2);
        Assert.True(SpinWait.SpinUntil(() => gate.Begun == 3, TimeSpan.FromSeconds(60)));

        await server.DisposeAsync();

        await gate.Stopped;
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_CharactersOfSeveralBytes_ComeWhole()
    {
        const string text = "naïve 日本語 😀👩‍🚀 \"quoted\"\n\\ \u2028";
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel(text));
        using HttpClient http = server.CreateClient();

        using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, Ask);
        string[] deltas = [.. Requests.Events(await response.Content.ReadAsStringAsync())[..^1].Select(Delta)];

        Assert.Equal(text, string.Concat(deltas));
        Assert.All(deltas, delta => Assert.Equal(delta, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(delta))));
        Assert.Contains("😀", deltas);
        JsonElement whole = await http.AskAsync(Requests.Chat, Ask.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal(text, whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Stream_ModelFails_BeforeTheFirstByteAsAStatusAndLaterByACut()
    {
        var failing = new ScriptedModel("hello")
        {
            BeforeToken = (token, _) => token == 2
            ? throw new InvalidOperationException("secret detail")
            : Task.CompletedTask
        };
        var refusing = new ScriptedModel(_ => throw new InvalidOperationException("secret detail"));
        var quiet = new LlmServerOptions { Logging = _ => { } };
        await using LlmServer server = await LlmServer.StartInMemoryAsync(failing, quiet),
            other = await LlmServer.StartInMemoryAsync(refusing, quiet);
        using HttpClient http = server.CreateClient(), otherHttp = other.CreateClient();

        (int whole, string wholeBody) = await http.SendAsync(Requests.Chat, Ask.Replace("true", "false", StringComparison.Ordinal));
        (int early, string earlyBody) = await otherHttp.SendAsync(Requests.Chat, Ask);
        using HttpResponseMessage late = await http.OpenAsync(Requests.Chat, Ask);
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => late.Content.ReadAsStringAsync());

        Assert.Equal((500, 500), (whole, early));
        Assert.Equal(wholeBody, earlyBody);
        Assert.DoesNotContain("secret", wholeBody, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", wholeBody, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task Stream_ToolCall_ComesInPiecesThatJoinToItsArguments()
    {
        const string tools = ""","tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object","properties":{"q":{"type":"string"}}}}}]""";
        const string arguments = """{"q": "a \"}\" \\ é"}""";
        await using LlmServer server =
            await LlmServer.StartInMemoryAsync(new ScriptedModel(_ => ChatTurn.Call($$"""{"name": "find", "arguments": {{arguments}}}""")));
        using HttpClient http = server.CreateClient();

        using HttpResponseMessage response = await http.OpenAsync(Requests.Chat, Ask.Replace("}]", "}]" + tools, StringComparison.Ordinal));
        JsonElement[] choices = [.. Requests.Events(await response.Content.ReadAsStringAsync())[..^1]
            .Select(text => JsonDocument.Parse(text).RootElement.GetProperty("choices")[0])];

        JsonElement[] calls = [.. choices.Select(choice => choice.GetProperty("delta"))
            .Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0])];
        Assert.Equal("find", calls[0].GetProperty("function").GetProperty("name").GetString());
        Assert.StartsWith("call_", calls[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.All(calls[1..], call => Assert.False(call.TryGetProperty("id", out _)));
        Assert.Equal(arguments, string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString())));
        Assert.True(calls.Length > 10);
        Assert.Equal("tool_calls", choices[^1].GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choices[0].GetProperty("delta").GetProperty("content").ValueKind);
    }

    private static string Delta(string data)
    {
        using JsonDocument chunk = JsonDocument.Parse(data);
        return chunk.RootElement.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out JsonElement content)
            ? content.GetString()!
            : "";
    }
}
