using System.Text;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.LocalModels.Tests;

public sealed class FakeModelTests
{
    private static readonly ChatTurn[] Hello = [ChatTurn.User("hello")];

    [Fact]
    public async Task CompleteAsync_Table_GivesTheReplyAtTheSeed()
    {
        FakeModel model = FakeModel.Of(new Dictionary<string, FakeReply[]> { ["hello"] = ["a", "b", "c"] });

        Assert.Equal("a", (await model.CompleteAsync(Hello)).Text);
        foreach ((ulong seed, string text) in new[] { (0UL, "a"), (1UL, "b"), (5UL, "c") })
            Assert.Equal(text,
                (await model.CompleteAsync(Hello, new CompletionOptions { Sampling = new SamplingOptions { Seed = seed } })).Text);
        Assert.Equal([0UL, 0, 1, 5], model.Requests.Select(request => request.Options.Sampling.Seed));
        _ = await Assert.ThrowsAsync<KeyNotFoundException>(() => model.CompleteAsync([ChatTurn.User("bye")]));
    }

    [Fact]
    public async Task CompleteAsync_Reply_HasTokensThatShareItsProbability()
    {
        Completion reply = await Saying(new FakeReply("one two  three", -6)).CompleteAsync(Hello);

        Assert.Equal(["one", " two", "  three"], reply.Tokens.Select(token => Encoding.UTF8.GetString(token.Chosen.Bytes.Span)));
        Assert.All(reply.Tokens, token => Assert.Equal(-2, token.Chosen.LogProbability));
        Assert.Equal((FinishReason.Stop, false, 1), (reply.Finish, reply.IsToolCall, reply.PromptTokens));
    }

    [Theory]
    [InlineData(2, null, "one two", FinishReason.Length)]
    [InlineData(3, null, "one two three", FinishReason.Stop)]
    [InlineData(null, " t", "one", FinishReason.Stop)]
    [InlineData(2, "w", "one t", FinishReason.Stop)]
    [InlineData(1, "w", "one", FinishReason.Length)]
    public async Task CompleteAsync_Limits_CutAsTheyCutARealReply(int? tokens, string? stop, string text, FinishReason finish)
    {
        CompletionOptions options = new() { MaxTokens = tokens, Stop = stop is null ? [] : [stop] };
        FakeModel model = Saying("one two three");
        Completion reply = await model.CompleteAsync(Hello, options);

        Assert.Equal((text, finish), (reply.Text, reply.Finish));
        List<CompletionChunk> parts = [];
        await foreach (CompletionChunk part in model.StreamAsync(Hello, options))
            parts.Add(part);
        Assert.Equal((text, finish), (string.Concat(parts.Select(part => part.Text)), parts[^1].Finish!.Value));
    }

    [Fact]
    public async Task CompleteAsync_Call_IsOne()
    {
        Completion reply = await Saying(new FakeReply("{}", IsToolCall: true)).CompleteAsync(Hello);
        Assert.Equal((true, FinishReason.ToolCall), (reply.IsToolCall, reply.Finish));
    }

    [Fact]
    public async Task CompleteAsync_BadRequests_AreRefused()
    {
        FakeModel model = Saying("x");
        _ = await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync([]));
        _ = await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync(Hello, new CompletionOptions { MaxTokens = 0 }));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => model.CompleteAsync(Hello, null, new CancellationToken(canceled: true)));
        Assert.Empty(model.Requests);
    }

    private static FakeModel Saying(FakeReply reply) => new((_, _) => reply);
}
