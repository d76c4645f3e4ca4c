using System.Text;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Reference.Decoding;
using VerifyXunit;

namespace LLMCourse.LocalModels.Tests;

public sealed class LocalModelTests(ShippedModel shipped) : IClassFixture<ShippedModel>
{
    private static readonly SamplingOptions Warm = new() { Temperature = 1.5, Seed = 4 };

    private readonly LocalModel _model = shipped.Model;

    [Fact]
    public void Complete_Greedy_EndsItsTurnAndTellsTokens()
    {
        Completion reply = _model.Complete([ChatTurn.User("Repeat: fox kiva")]);

        Assert.Equal("fox kiva", reply.Text);
        Assert.Equal(FinishReason.Stop, reply.Finish);
        Assert.False(reply.IsToolCall);
        Assert.Equal(_model.Format.Render([ChatTurn.User("Repeat: fox kiva")], addReply: true).Length, reply.PromptTokens);
        Assert.Equal(" fox kiva", Encoding.UTF8.GetString([.. reply.Tokens.SelectMany(token => token.Chosen.Bytes.ToArray())]));
    }

    [Fact]
    public void Complete_ExampleOfTheReadme_IsWhatItSays()
    {
        Completion reply = _model.Complete([ChatTurn.User("Start with 7.\n1: add 3\n2: double\nWhat is the result? Think step by step.")]);

        Assert.Equal("1: 7 + 3 = 10\n2: 10 * 2 = 20\nThe answer is 20.", reply.Text);
    }

    [Fact]
    public async Task CompleteAsync_Chat_IsTheSameReply()
    {
        CompletionOptions options = new() { Sampling = Warm, MaxTokens = 20 };
        ChatTurn[] turns = [ChatTurn.User("Repeat: fox kiva")];
        string alone = _model.Complete(turns, options).Text;

        Completion[] together = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _model.CompleteAsync(turns, options)));
        Assert.All(together, reply => Assert.Equal(alone, reply.Text));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _model.CompleteAsync(turns, options, new CancellationToken(canceled: true)));
        _ = Assert.ThrowsAny<ArgumentException>(() => { _ = _model.CompleteAsync([], options); }); // by the call itself
    }

    [Fact]
    public void Complete_Prefix_GoesOnFromThere()
    {
        ChatTurn[] turns = [ChatTurn.User("Start with 7.\n1: add 3\n2: double\nWhat is the result? Think step by step.")];

        Completion rest = _model.Complete(turns, new CompletionOptions { Prefix = "1: 7 + 3 = 10\n" });
        Assert.Equal("2: 10 * 2 = 20\nThe answer is 20.", rest.Text);
        Assert.Equal(_model.Complete(turns).Tokens.Count, rest.Tokens.Count + rest.PromptTokens - _model.Complete(turns).PromptTokens);
        // it believes what stands there
        Assert.Equal("2: 6 * 2 = 12\nThe answer is 12.", _model.Complete(turns, new CompletionOptions { Prefix = "1: 7 - 1 = 6\n" }).Text);

        ArgumentException refused =
            Assert.Throws<ArgumentException>(
                () => _model.Complete(turns, new CompletionOptions { Prefix = "1", ToolChoice = ToolChoice.Required }));
        Assert.Contains("Prefix", refused.Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentException>(
            () => _model.Complete(_model.Format.Render(turns, addReply: true), new CompletionOptions { Prefix = "1" }));
    }

    [Fact]
    public async Task StreamAsync_Parts_JoinToTheReply()
    {
        foreach (SamplingOptions sampling in new[] { SamplingOptions.Greedy, Warm })
        {
            var options = new CompletionOptions { Sampling = sampling, MaxTokens = 40, TopLogProbs = 2 };
            ChatTurn[] turns = [ChatTurn.User("Start with 5.\n1: add 3\n2: double\nWhat is the result? Think step by step.")];
            Completion whole = _model.Complete(turns, options);
            List<CompletionChunk> parts = [];
            await foreach (CompletionChunk part in _model.StreamAsync(turns, options))
                parts.Add(part);

            Assert.Equal(whole.Text, string.Concat(parts.Select(part => part.Text)));
            Assert.Equal(whole.Finish, parts[^1].Finish);
            Assert.Null(parts[^1].Token);
            Assert.All(parts[..^1], part => Assert.Null(part.Finish));
            Assert.Equal(whole.Tokens.Select(token => token.Chosen), parts[..^1].Select(part => part.Token!.Chosen));
        }
    }

    [Fact]
    public async Task StreamAsync_Cancelled_EndsWithinOneToken()
    {
        using var cancel = new CancellationTokenSource();
        int received = 0;
        async Task read()
        {
            await foreach (CompletionChunk part
                in _model.StreamAsync([ChatTurn.User("Repeat: bus fox cat dog cow lion wolf bear")], cancellationToken: cancel.Token))
            {
                if (++received == 3)
                    await cancel.CancelAsync();
            }
        }

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(read);
        Assert.Equal(3, received);
    }

    [Fact]
    public async Task StreamAsync_LeftEarly_GivesTheDecoderBack()
    {
        using LocalModel single = LocalModel.LoadShipped(concurrency: 1);
        for (int i = 0; i < 3; i++)
        {
            await foreach (CompletionChunk part in single.StreamAsync([ChatTurn.User("Repeat: fox cat dog")]))
                break;
        }

        Assert.Equal("fox", single.Complete([ChatTurn.User("Repeat: fox")]).Text);
    }

    [Fact]
    public async Task StreamAsync_AllDecodersLent_WaitsAndCanBeCancelled()
    {
        using LocalModel single = LocalModel.LoadShipped(concurrency: 1);
        using var cancel = new CancellationTokenSource();
        IAsyncEnumerator<CompletionChunk> first = single.StreamAsync([ChatTurn.User("Repeat: fox cat dog")]).GetAsyncEnumerator();
        Assert.True(await first.MoveNextAsync());
        IAsyncEnumerator<CompletionChunk> second = single.StreamAsync([ChatTurn.User("Repeat: cow")], cancellationToken: cancel.Token)
            .GetAsyncEnumerator();
        ValueTask<bool> waiting = second.MoveNextAsync();
        Assert.False(waiting.IsCompleted);

        await cancel.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        await second.DisposeAsync();
        await first.DisposeAsync();

        Assert.Equal("cow", single.Complete([ChatTurn.User("Repeat: cow")]).Text);
    }

    [Fact]
    public void Complete_ManyAtOnce_GivesEachWhatItGetsAlone()
    {
        var random = new TaskRandom(21);
        TaskItem[] items =
            [.. Enumerable.Range(0, 40).Select(i => StandardTasks.All.Values.ElementAt(i % StandardTasks.All.Count).Make(random))];
        CompletionOptions options(int i) => new() { Sampling = Warm with { Seed = (ulong)i }, MaxTokens = 30, TopLogProbs = 3 };
        Completion[] alone = [.. items.Select((item, i) =>
        {
            using LocalModel fresh = i < 4 ? LocalModel.LoadShipped(concurrency: 1) : null!;
            return (fresh ?? _model).Complete(item.Prompt, options(i));
        })];

        var together = new Completion[items.Length];
        _ = Parallel.For(0, items.Length,
            i => together[items.Length - 1 - i] = _model.Complete(items[items.Length - 1 - i].Prompt, options(items.Length - 1 - i)));

        // Bit by bit: a record's doubles are compared as they are.
        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(alone[i].Text, together[i].Text);
            Assert.Equal(Flat(alone[i]), Flat(together[i]));
        }
    }

    [Fact]
    public void Complete_OtherSeed_GivesAnotherReply()
    {
        string reply(ulong seed) =>
            _model.Complete([ChatTurn.User("Repeat: fox cat")],
                new() { Sampling = Warm with { Seed = seed, Temperature = 4 }, MaxTokens = 20 }).Text;

        Assert.Equal(reply(1), reply(1));
        Assert.True(Enumerable.Range(0, 5).Select(seed => reply((ulong)seed)).Distinct().Count() > 1);
    }

    [Fact]
    public void Complete_StopString_EndsBeforeItAlsoAcrossTokens()
    {
        ChatTurn[] turns = [ChatTurn.User("Repeat: fox cat dog")];

        Completion reply = _model.Complete(turns, new CompletionOptions { Stop = ["x ca", "dog"] });

        Assert.Equal("fo", reply.Text);
        Assert.Equal(FinishReason.Stop, reply.Finish);
    }

    [Fact]
    public void Complete_MaxTokens_EndsThere()
    {
        Completion reply = _model.Complete([ChatTurn.User("Repeat: fox cat dog")], new CompletionOptions { MaxTokens = 2 });

        Assert.Equal("fox cat", reply.Text);
        Assert.Equal(FinishReason.Length, reply.Finish);
        Assert.Equal(2, reply.Tokens.Count);
    }

    [Fact]
    public void Complete_FullContext_EndsWithLength()
    {
        string words = string.Join(' ', Enumerable.Repeat("fox", _model.ContextLength - 6));
        int prompt = _model.Format.Render([ChatTurn.User(words)], addReply: true).Length;
        var never = new CompletionOptions
        {
            Sampling = new SamplingOptions { Temperature = 0, LogitBias = new Dictionary<int, float> { [_model.Format.EndToken] = -1e9f } }
        };

        Completion reply = _model.Complete([ChatTurn.User(words)], never);

        Assert.Equal(_model.ContextLength - prompt, reply.Tokens.Count);
        Assert.Equal(FinishReason.Length, reply.Finish);
    }

    [Fact]
    public Task BadRequests_EachSaysWhatToDo()
    {
        string words = string.Join(' ', Enumerable.Repeat("fox", _model.ContextLength));
        ChatTurn[] turns = [ChatTurn.User("x")];
        string[] messages =
        [
            Assert.Throws<ContextLengthException>(() => _model.Complete([ChatTurn.User(words)])).Message,
            Assert.Throws<ContextLengthException>(() => _model.StreamAsync([ChatTurn.User(words)])).Message,
            Assert.Throws<ContextLengthException>(() => _model.Score(new int[_model.ContextLength + 2])).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete(Array.Empty<ChatTurn>())).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete(Array.Empty<int>())).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete([1, _model.Config.VocabularySize])).Message,
            Assert.Throws<ArgumentException>(() => _model.Score([1])).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete(turns, new() { MaxTokens = 0 })).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete(turns, new() { TopLogProbs = -1 })).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete(turns, new() { Stop = [""] })).Message,
            Assert.Throws<ArgumentException>(() => _model.Complete([1], new() { ToolChoice = ToolChoice.Required })).Message,
            Assert.ThrowsAny<ArgumentException>(() => _model.StreamAsync(turns, new() { Sampling = new() { Temperature = -1 } })).Message,
        ];

        return Verifier.Verify(string.Join('\n', messages));
    }

    [Fact]
    public void Complete_HighTemperature_WritesNoMarks()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Completion reply = _model.Complete([ChatTurn.User("Repeat: fox")],
                new() { Sampling = new() { Temperature = 50, Seed = seed }, MaxTokens = 60, ToolChoice = ToolChoice.None });

            Assert.Empty(reply.Tokens.Select(token => token.Chosen.Id).Intersect(_model.Format.Tokenizer.Vocabulary.SpecialTokens.Values));
            Assert.False(reply.IsToolCall);
        }
    }

    [Fact]
    public void Complete_ToolChoice_DecidesWhetherThereIsACall()
    {
        ChatTurn[] turns = [ChatTurn.System("Tools:\nquery(sql)\nclock(city)"), ChatTurn.User("How many rows has the table car?")];

        Completion auto = _model.Complete(turns), none = _model.Complete(turns, new() { ToolChoice = ToolChoice.None });
        Completion required = _model.Complete([ChatTurn.User("Repeat: fox")], new() { ToolChoice = ToolChoice.Required, MaxTokens = 30 });

        Assert.True(auto.IsToolCall);
        Assert.Equal(FinishReason.ToolCall, auto.Finish);
        Assert.Equal("{\"name\": \"query\", \"arguments\": {\"sql\": \"select count(*) from car\"}}", auto.Text);
        Assert.False(none.IsToolCall);
        Assert.True(required.IsToolCall);
    }

    [Fact]
    public void Complete_JsonConstraint_WritesJson()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var options = new CompletionOptions
            {
                Sampling = new() { Temperature = 1, Seed = seed },
                MaxTokens = 40,
                Constraint = new JsonConstraint(_model.TokenBytes, _model.Format.EndToken, maxDepth: 3),
            };
            Completion reply = _model.Complete([ChatTurn.User("Repeat: fox")], options);

            using var json = System.Text.Json.JsonDocument.Parse(reply.Text);
        }
    }

    [Fact]
    public void Complete_CallConstraint_HoldsCallsAloneAndAllowsThemBesideAConstraint()
    {
        ChatTurn[] tools = [ChatTurn.System("Tools:\nquery(sql)\nclock(city)"), ChatTurn.User("How many rows has the table car?")];
        CompletionOptions options() => new()
        {
            Constraint = new Only(_model, "x"),
            CallConstraint = new Only(_model, "call"),
        };

        Completion call = _model.Complete(tools, options()), text = _model.Complete([ChatTurn.User("Repeat: fox")], options());
        Completion never = _model.Complete(tools, options() with { CallConstraint = null });

        Assert.Equal(("call", true, FinishReason.ToolCall), (call.Text, call.IsToolCall, call.Finish));
        Assert.Equal(("x", false, FinishReason.Stop), (text.Text, text.IsToolCall, text.Finish));
        Assert.Equal(("x", false), (never.Text, never.IsToolCall));
    }

    [Fact]
    public void Embed_Text_IsTheMeanOfItsTokensMadeOneLong()
    {
        int[] ids = _model.Format.Tokenizer.EncodeOrdinary(" fox cat");
        using var weights = LocalModel.LoadWeights(ShippedModel.Folder);
        using TorchSharp.torch.Tensor rows = weights.state_dict()["wte.weight"]
            .detach()[TorchSharp.torch.tensor(ids.Select(id => (long)id).ToArray())];
        using TorchSharp.torch.Tensor mean = rows.to(TorchSharp.torch.ScalarType.Float64).mean([0L]);
        double[] wanted = mean.div(mean.norm()).data<double>().ToArray();

        float[] embedding = _model.Embed(ids);

        Assert.Equal(_model.Config.Width, embedding.Length);
        Assert.All(wanted.Zip(embedding), pair => Assert.Equal(pair.First, pair.Second, 1e-6)); // float32 of values below 1
        Assert.Equal(embedding, _model.Embed([.. ids.Reverse()]));
        _ = Assert.Throws<ArgumentException>(() => _model.Embed([]));
        _ = Assert.Throws<ArgumentException>(() => _model.Embed([_model.Config.VocabularySize]));
    }

    [Fact]
    public void LogProbabilities_TopAndScore_AgreeWithTheReply()
    {
        ChatTurn[] turns = [ChatTurn.User("Repeat: fox cat")];
        Completion reply = _model.Complete(turns, new CompletionOptions { TopLogProbs = _model.Config.VocabularySize });
        int[] prompt = _model.Format.Render(turns, addReply: true);

        IReadOnlyList<CompletionToken> scores = _model.Score([.. prompt, .. reply.Tokens.Select(token => token.Chosen.Id)], top: 1);

        Assert.All(reply.Tokens, token => Assert.Equal(1, token.Top.Sum(top => Math.Exp(top.LogProbability)), 1e-6));
        Assert.All(reply.Tokens, token => Assert.Equal(token.Top[0], token.Chosen)); // greedy
        Assert.Equal(prompt.Length - 1 + reply.Tokens.Count, scores.Count);
        foreach ((CompletionToken written, CompletionToken scored) in reply.Tokens.Zip(scores.Skip(prompt.Length - 1)))
        {
            Assert.Equal(written.Chosen.Id, scored.Top[0].Id);
            Assert.Equal(written.Chosen.LogProbability, scored.Chosen.LogProbability, 1e-4); // float32 sums in another order
        }
    }

    [Fact]
    public void Complete_PlainTokens_KeepsTheSpaceAndContinuesTheText()
    {
        int[] prompt = _model.Format.Render([ChatTurn.User("Repeat: fox cat")], addReply: true);

        Completion reply = _model.Complete(prompt);

        Assert.Equal(" fox cat", reply.Text);
    }

    private static IEnumerable<(int, double)> Flat(Completion completion) =>
        completion.Tokens.SelectMany(token => token.Top.Prepend(token.Chosen)).Select(token => (token.Id, token.LogProbability));

    /// <summary>Allows one text, byte by byte.</summary>
    private sealed class Only(LocalModel model, string text) : ITokenConstraint
    {
        private int _length;

        public bool IsComplete => _length == text.Length;

        public void Mask(Span<float> logits, int remaining)
        {
            for (int id = 0; id < logits.Length; id++)
            {
                ReadOnlySpan<byte> bytes = model.TokenBytes[id].Span;
                if (IsComplete ? id != model.Format.EndToken : bytes.Length != 1 || bytes[0] != text[_length])
                    logits[id] = float.NegativeInfinity;
            }
        }

        public void Accept(int token) => _length++;
    }
}
