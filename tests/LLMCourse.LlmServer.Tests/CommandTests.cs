using System.Diagnostics;
using System.Net.Sockets;
using LLMCourse.LlmServers.Faults;
using LLMCourse.Tools.ServeModel;
using VerifyXunit;

namespace LLMCourse.LlmServers.Tests;

/// <summary><c>./course serve</c> and <c>./course chat</c>.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Serve_UntilTerminated_AnswersAChatAndEndsCleanly()
    {
        using Process server = ServeProgram.Start("serve", "--port", "0", "--max-concurrency", "1");
        string first = (await server.StandardOutput.ReadLineAsync())!;
        Assert.StartsWith("Serving at http://127.0.0.1:", first, StringComparison.Ordinal);
        string url = first.Split(' ')[2];

        (int code, string output, string errors) =
            await ServeProgram.RunAsync("Repeat: fox cat\n\n/nothing\nSort: 3 1 2\n/exit\nSort: 9 8\n", "chat", "--url", url);
        (int taken, _, string why) =
            await ServeProgram.RunAsync("", "serve", "--port", new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // Not SIGINT, which the children of a shell's background jobs ignore.
        if (!OperatingSystem.IsWindows())
            Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose();
        else
            server.Kill();
        await ServeProgram.EndAsync(server);

        Assert.Equal((0, "fox cat\n1 2 3\n"), (code, output.ReplaceLineEndings("\n")));
        Assert.Equal("There is no /nothing. There are /reset and /exit.\n", errors.ReplaceLineEndings("\n"));
        Assert.Equal(2, taken);
        Assert.Equal($"course: Failed to bind to address {url[..^3]}: address already in use.", why.TrimEnd());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(0, server.ExitCode);
            Assert.EndsWith("Stopping.\n", await server.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Chat_InProcess_RepliesAlone()
    {
        (int code, string output, string errors) = await ServeProgram.RunAsync("Start with 7.\n", "chat", "--system", "Be brief.");

        Assert.Equal((0, ""), (code, errors));
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("> ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_Wrong_SaysWhatToDo()
    {
        int free = FreePort();
        (int, string, string)[] ends =
        [
            await ServeProgram.RunAsync("", "serve", "--port", "70000"),
            await ServeProgram.RunAsync("", "chat", "--url", $"http://127.0.0.1:{free}", "--model", "x"),
            await ServeProgram.RunAsync("x\n", "chat", "--url", $"http://127.0.0.1:{free}"),
            await ServeProgram.RunAsync("", "serve", "--model", "no-such-folder"),
            await ServeProgram.RunAsync("", "serve", "--listen", "everywhere"),
        ];

        Assert.All(ends, end => Assert.Equal((2, ""), (end.Item1, end.Item2)));
        Assert.Contains("--port is 70000; it must be from 0 to 65535.", ends[0].Item3, StringComparison.Ordinal);
        Assert.Contains("leave one of the two out", ends[1].Item3, StringComparison.Ordinal);
        Assert.Contains("Start one with ./course serve", ends[2].Item3, StringComparison.Ordinal);
        Assert.Contains("no-such-folder", ends[3].Item3, StringComparison.Ordinal);
        Assert.Contains("--listen is 'everywhere'; it must be an IP address", ends[4].Item3, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_Interactive_RemembersAndForgets()
    {
        var asked = new List<string>();
        var model = new ScriptedModel(turns =>
        {
            asked.Add(string.Join(" | ", turns.Select(turn => $"{turn.Role}: {turn.Text}")));
            return LocalModels.Chat.ChatTurn.Assistant($"reply {asked.Count}");
        });
        (int code, string transcript) = await TalkAsync(model, [], "one\ntwo\n/reset\nthree\n", new ChatSettings(System: "be brief"));

        Assert.Equal(0, code);
        await Verifier.Verify($"{transcript}\n---\n{string.Join('\n', asked)}");
    }

    [Fact]
    public async Task Session_FullContext_LeavesTheOldestTurnsOut()
    {
        (int code, string transcript) = await TalkAsync(new ScriptedModel("aaaa") { ContextLength = 24 }, [],
            "bbbbbb\ncccccc\ndddddd\nthis line alone is longer than the context\n");

        Assert.Equal(1, code);
        await Verifier.Verify(transcript);
    }

    [Fact]
    public async Task Session_FaultyServer_SaysWhatWentWrongAndGoesOn()
    {
        Fault[] script = [Fault.None, Fault.Status(503), Fault.CutInsideEvent(3), Fault.ErrorInStream(3), Fault.CutBetweenEvents(1),
            Fault.Reply("data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}\n\n", 1)];

        (int code, string transcript) = await TalkAsync(new ScriptedModel("hello"), script, "1\n2\n3\n4\n5\n6\n");

        Assert.Equal(1, code);
        await Verifier.Verify(transcript);
    }

    [Fact]
    public async Task Session_Interrupted_StopsTheReplyAndGoesOn()
    {
        using var gate = new Gate();
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("hello") { BeforeToken = gate.WaitAsync });
        using HttpClient http = server.CreateClient();
        using var output = new StringWriter();
        var session = new ChatSession(http, new ChatSettings(), new StringReader("one\ntwo\n"), output, output, isInteractive: false);
        Assert.False(session.StopReply());

        Task<int> talking = session.RunAsync();
        gate.Let(2);
        Assert.True(SpinWait.SpinUntil(() => gate.Begun == 3, TimeSpan.FromSeconds(60)));
        Assert.True(session.StopReply());
        await gate.Stopped.WaitAsync(TimeSpan.FromSeconds(60));
        gate.Let(6);

        Assert.Equal(1, await talking);
        Assert.Matches("^(he?)?\n\\(stopped\\)\nhello\n$", output.ToString().ReplaceLineEndings("\n"));
    }

    private static async Task<(int Code, string Transcript)> TalkAsync(IServedModel model, Fault[] script, string questions,
        ChatSettings? settings = null)
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(model);
        using var http = new HttpClient(new FaultProxy(server.CreateHandler(), script)) { BaseAddress = server.Address };
        using var output = new StringWriter();
        int code = await new ChatSession(http, settings ?? new ChatSettings(), new StringReader(questions), output, output,
            isInteractive: true).RunAsync();
        return (code, output.ToString().ReplaceLineEndings("\n"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
