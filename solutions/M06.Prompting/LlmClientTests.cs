using System.Text;
using LLMCourse.LlmServers;
using LLMCourse.LlmServers.Faults;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E4")]
public sealed class LlmClientTests
{
    private static readonly LlmRequest Hello = new("local-model", new LlmMessage("user", "Hello"));

    [Fact(DisplayName = "M06.E4 Worked by hand: two events, a comment between them, and one that is never finished")]
    public async Task ReadAsync_OfTwoEvents_GivesThem()
    {
        const string Stream = "data: one\n\n: still there\n\nevent: end\ndata: two\ndata:  lines\n\ndata: never finished\n";
        Assert.Equal([new SseEvent("message", "one"), new SseEvent("end", "two\n lines")], await Read(Stream, piece: 1000));
    }

    [Theory(DisplayName = "M06.E4 An event is the same whatever pieces its bytes come in")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task ReadAsync_InPieces_GivesTheSame(int piece) =>
        Assert.Equal([new SseEvent("message", "Zoë 😀"), new SseEvent("message", "日本\n語")], await Read("data: Zoë 😀\r\n\r\ndata:日本\r\ndata:語\r\n\r\n", piece));

    [Fact(DisplayName = "M06.E4 CompleteAsync gets a reply from a real server")]
    public async Task CompleteAsync_RealServer_HasTextReasonAndUsage()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("Hi there."));
        using HttpClient http = server.CreateClient();

        LlmReply reply = await new LlmClient(http).CompleteAsync(Hello with { MaxTokens = 100 });
        Assert.Equal(("Hi there.", "stop"), (reply.Text, reply.FinishReason));
        Assert.Equal(9, reply.Usage!.CompletionTokens); // a token for each byte of the scripted model
    }

    [Fact(DisplayName = "M06.E4 StreamAsync gives the same text piece by piece, then the reason, then the usage")]
    public async Task StreamAsync_RealServer_JoinsToTheSameText()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("1 2 3"));
        using HttpClient http = server.CreateClient();
        LlmRequest sort = new("local-model", new LlmMessage("user", "Sort: 3 1 2"));

        List<LlmDelta> pieces = await All(new LlmClient(http).StreamAsync(sort));
        Assert.Equal("1 2 3", string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal((await new LlmClient(http).CompleteAsync(sort)).Text, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.Equal("stop", Assert.Single(pieces, piece => piece.FinishReason is not null).FinishReason);
        Assert.NotNull(pieces[^1].Usage);
    }

    [Fact(DisplayName = "M06.E4 A refusal has the server's words, its code and the field at fault")]
    public async Task CompleteAsync_Refused_SaysWhatTheServerSays()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("Hi"));
        using HttpClient http = server.CreateClient();

        LlmException e = await Assert.ThrowsAsync<LlmException>(() => new LlmClient(http).CompleteAsync(Hello with { Model = "other" }));
        Assert.Equal((LlmFault.Refused, 404, "model_not_found"), (e.Fault, e.Status, e.Code));
    }

    [Fact(DisplayName = "M06.E4 A stream that breaks off is no whole reply")]
    public async Task StreamAsync_CutInTheMiddle_GivesWhatCameAndThrows()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("Hi there."));
        using HttpClient http = new(new FaultProxy(server.CreateHandler(), [Fault.CutInsideEvent(4)])) { BaseAddress = server.Address };

        List<LlmDelta> pieces = [];
        LlmException e = await Assert.ThrowsAsync<LlmException>(async () =>
        {
            await foreach (LlmDelta piece in new LlmClient(http).StreamAsync(Hello)) pieces.Add(piece);
        });
        Assert.Equal(LlmFault.Cut, e.Fault);
        Assert.StartsWith("Hi", string.Concat(pieces.Select(piece => piece.Text)), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "M06.E4 An error may come within a stream of status 200")]
    public async Task StreamAsync_ErrorWithin_IsThrown()
    {
        await using LlmServer server = await LlmServer.StartInMemoryAsync(new ScriptedModel("Hi there."));
        using HttpClient http = new(new FaultProxy(server.CreateHandler(), [Fault.ErrorInStream(3)])) { BaseAddress = server.Address };

        LlmException e = await Assert.ThrowsAsync<LlmException>(() => All(new LlmClient(http).StreamAsync(Hello)));
        Assert.Equal(LlmFault.Refused, e.Fault);
    }

    [Fact(DisplayName = "M06.E4 The first piece is there before the reply is whole, and who stops reading stops the server")]
    public async Task StreamAsync_FirstPiece_DoesNotWaitForTheRest()
    {
        TaskCompletionSource never = new();
        ScriptedModel model = new("abcdef") { BeforeToken = (i, token) => i < 2 ? Task.CompletedTask : never.Task.WaitAsync(token) };
        await using LlmServer server = await LlmServer.StartInMemoryAsync(model);
        using HttpClient http = server.CreateClient();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));

        await foreach (LlmDelta piece in new LlmClient(http).StreamAsync(Hello, limit.Token))
        {
            Assert.StartsWith("a", piece.Text, StringComparison.Ordinal);
            break;
        }

        while (model.Running > 0) await Task.Delay(5, limit.Token);
    }

    private static async Task<List<SseEvent>> Read(string text, int piece)
    {
        using HttpClient http = new(new FaultProxy(new SocketsHttpHandler(), [Fault.Reply(text, piece)])) { BaseAddress = new Uri("http://llm.invalid/") };
        List<SseEvent> events = [];
        await foreach (SseEvent next in SseReader.ReadAsync(await http.GetStreamAsync("events"))) events.Add(next);
        return events;
    }

    private static async Task<List<LlmDelta>> All(IAsyncEnumerable<LlmDelta> pieces)
    {
        List<LlmDelta> all = [];
        await foreach (LlmDelta piece in pieces) all.Add(piece);
        return all;
    }
}
