using System.ClientModel;
using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;
using OpenAI.Chat;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Chats by the official client.</summary>
[Collection(ServerTests.Name)]
public sealed class OpenAIChatTests(RunningServer running)
{
    private readonly ChatClient _chat = running.Client.GetChatClient(RunningServer.ModelId);

    private static ChatCompletionOptions Greedy => new() { Temperature = 0 };

    [Fact]
    public async Task Chat_Greedy_IsTheModelsReply()
    {
        ChatCompletion reply = await _chat.CompleteChatAsync([new UserChatMessage("Repeat: fox kiva")], Greedy);
        Completion own = running.Model.Complete([ChatTurn.User("Repeat: fox kiva")]);

        Assert.Equal(own.Text, reply.Content.Single().Text);
        Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, reply.Role);
        Assert.Equal(RunningServer.ModelId, reply.Model);
        Assert.StartsWith("chatcmpl-", reply.Id, StringComparison.Ordinal);
        Assert.Equal(own.PromptTokens, reply.Usage.InputTokenCount);
        Assert.Equal(own.Tokens.Count, reply.Usage.OutputTokenCount);
        Assert.Equal(own.PromptTokens + own.Tokens.Count, reply.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task Stream_Greedy_JoinsToTheReplyAndEndsWithReasonAndUsage()
    {
        Completion own = running.Model.Complete([ChatTurn.User("Repeat: fox cat dog")]);
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (StreamingChatCompletionUpdate update
            in _chat.CompleteChatStreamingAsync([new UserChatMessage("Repeat: fox cat dog")], Greedy))
            updates.Add(update);

        Assert.Equal(own.Text, string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        Assert.Equal(own.Tokens.Count, Assert.Single(updates, update => update.Usage is not null).Usage.OutputTokenCount);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct());
    }

    [Fact]
    public async Task Chat_MaxTokens_EndsWithLength()
    {
        ChatCompletion reply = await _chat.CompleteChatAsync([new UserChatMessage("Repeat: fox cat dog")],
            new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 2 });

        Assert.Equal("fox cat", reply.Content.Single().Text);
        Assert.Equal(ChatFinishReason.Length, reply.FinishReason);
    }

    [Fact]
    public async Task Chat_Stop_EndsBeforeItAcrossTokens()
    {
        var options = Greedy;
        options.StopSequences.Add("x ca");
        options.StopSequences.Add("dog");

        ChatCompletion reply = await _chat.CompleteChatAsync([new UserChatMessage("Repeat: fox cat dog")], options);
        string streamed = "";
        await foreach (StreamingChatCompletionUpdate update
            in _chat.CompleteChatStreamingAsync([new UserChatMessage("Repeat: fox cat dog")], options))
            streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));

        Assert.Equal("fo", reply.Content.Single().Text);
        Assert.Equal("fo", streamed);
        Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
    }

    [Fact]
    public async Task Chat_LogProbs_AreTheModelsWholeAndStreamed()
    {
        Completion own = running.Model.Complete([ChatTurn.User("Repeat: fox cat")], new CompletionOptions { TopLogProbs = 3 });
        var options = new ChatCompletionOptions { Temperature = 0, IncludeLogProbabilities = true, TopLogProbabilityCount = 3 };

        ChatCompletion reply = await _chat.CompleteChatAsync([new UserChatMessage("Repeat: fox cat")], options);
        var streamed = new List<ChatTokenLogProbabilityDetails>();
        await foreach (StreamingChatCompletionUpdate update
            in _chat.CompleteChatStreamingAsync([new UserChatMessage("Repeat: fox cat")], options))
            streamed.AddRange(update.ContentTokenLogProbabilities);

        foreach (IReadOnlyList<ChatTokenLogProbabilityDetails> told in new[] { reply.ContentTokenLogProbabilities, streamed })
        {
            Assert.Equal(own.Tokens.Select(token => (float)token.Chosen.LogProbability), told.Select(token => token.LogProbability));
            Assert.Equal(own.Tokens.Select(token => Encoding.UTF8.GetString(token.Chosen.Bytes.Span)), told.Select(token => token.Token));
            Assert.Equal(own.Tokens.SelectMany(token => token.Chosen.Bytes.ToArray()),
                told.SelectMany(token => token.Utf8Bytes!.Value.ToArray()));
            Assert.Equal(own.Tokens.SelectMany(token => token.Top).Select(top => (float)top.LogProbability),
                told.SelectMany(token => token.TopLogProbabilities).Select(top => top.LogProbability));
        }
    }

    [Fact]
    public async Task Chat_SameSeed_IsTheSameAloneAndBesideSixteenOthers()
    {
        ChatCompletionOptions options(int seed) => new() { Temperature = 1.5f, TopP = 0.95f, Seed = seed, MaxOutputTokenCount = 24 };
        async Task<string> ask(int seed) =>
            (await _chat.CompleteChatAsync([new UserChatMessage($"Repeat: fox cat {seed}")], options(seed))).Value.Content.Single().Text;
        async Task<string> stream(int seed)
        {
            var text = new StringBuilder();
            await foreach (StreamingChatCompletionUpdate update
                in _chat.CompleteChatStreamingAsync([new UserChatMessage($"Repeat: fox cat {seed}")], options(seed)))
                _ = text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            return text.ToString();
        }

        var alone = new List<string>();
        for (int seed = 0; seed < 17; seed++)
            alone.Add(await ask(seed));
        string[] together = await Task.WhenAll(Enumerable.Range(0, 17).Select(seed => seed % 2 == 0 ? ask(seed) : stream(seed)));

        Assert.Equal(alone, together);
        Assert.Equal(
            running.Model.Complete([ChatTurn.User("Repeat: fox cat 3")],
                new CompletionOptions
                {
                    Sampling = new SamplingOptions { Temperature = 1.5f, TopP = 0.95f, Seed = 3 },
                    MaxTokens =
                    24
                }).Text, alone[3]);
        Assert.True(alone.Distinct().Count() > 8);
    }

    [Fact]
    public async Task Tools_ModelCalls_AreWhatTheClientExpectsAndTheResultIsSaid()
    {
        ChatTool query = ChatTool.CreateFunctionTool("query", "Asks the database.",
            BinaryData.FromString(
                """{"type":"object","properties":{"sql":{"type":"string"}},"required":["sql"],"additionalProperties":false}"""));
        ChatTool clock = ChatTool.CreateFunctionTool("clock", null,
            BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));
        var options = new ChatCompletionOptions { Temperature = 0, Tools = { query, clock } };
        List<ChatMessage> messages = [new UserChatMessage("How many rows has the table car?")];

        ChatCompletion reply = await _chat.CompleteChatAsync(messages, options);
        var streamed = new List<StreamingChatToolCallUpdate>();
        var reasons = new List<ChatFinishReason>();
        await foreach (StreamingChatCompletionUpdate update in _chat.CompleteChatStreamingAsync(messages, options))
        {
            streamed.AddRange(update.ToolCallUpdates);
            if (update.FinishReason is { } reason)
                reasons.Add(reason);
        }

        ChatToolCall call = Assert.Single(reply.ToolCalls);
        Assert.Equal(ChatFinishReason.ToolCalls, reply.FinishReason);
        Assert.Empty(reply.Content);
        Assert.Equal("query", call.FunctionName);
        using JsonDocument arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal("select count(*) from car", arguments.RootElement.GetProperty("sql").GetString());
        Assert.NotEmpty(call.Id);

        Assert.Equal([ChatFinishReason.ToolCalls], reasons);
        Assert.All(streamed, update => Assert.Equal(0, update.Index));
        Assert.Equal("query", Assert.Single(streamed, update => update.FunctionName is not null).FunctionName);
        Assert.NotEmpty(Assert.Single(streamed, update => update.ToolCallId is not null).ToolCallId);
        Assert.Equal(call.FunctionArguments.ToString(), string.Concat(streamed.Select(update => update.FunctionArgumentsUpdate)));

        messages.Add(new AssistantChatMessage(reply));
        messages.Add(new ToolChatMessage(call.Id, "45"));
        ChatCompletion said = await _chat.CompleteChatAsync(messages, options);
        Assert.Equal("There are 45.", said.Content.Single().Text);
    }

    [Fact]
    public async Task Tools_Choice_Decides()
    {
        ChatTool tool(string name) =>
            ChatTool.CreateFunctionTool(name, null,
                BinaryData.FromString(
                    """{"type":"object","properties":{"n":{"type":"integer"},"unit":{"enum":["a","b"]}},"required":["n","unit"]}"""));
        ChatCompletionOptions options(ChatToolChoice choice) =>
            new() { Seed = 4, Tools = { tool("one"), tool("two") }, ToolChoice = choice };
        ChatMessage[] messages = [new UserChatMessage("Repeat: fox")];

        ChatCompletion none = await _chat.CompleteChatAsync(messages, options(ChatToolChoice.CreateNoneChoice()));
        ChatCompletion required = await _chat.CompleteChatAsync(messages, options(ChatToolChoice.CreateRequiredChoice()));
        ChatCompletion named = await _chat.CompleteChatAsync(messages, options(ChatToolChoice.CreateFunctionChoice("two")));

        Assert.Empty(none.ToolCalls);
        Assert.Contains(Assert.Single(required.ToolCalls).FunctionName, new[] { "one", "two" });
        ChatToolCall call = Assert.Single(named.ToolCalls);
        Assert.Equal("two", call.FunctionName);
        using JsonDocument arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal(JsonValueKind.Number, arguments.RootElement.GetProperty("n").ValueKind);
        Assert.Contains(arguments.RootElement.GetProperty("unit").GetString(), new[] { "a", "b" });
    }

    [Fact]
    public async Task Format_Schema_IsHeldByEveryReply()
    {
        const string schema = """
            {"type":"object","properties":{"name":{"type":"string","maxLength":12},"size":{"type":["integer","null"]},"tags":{"type":"array","items":{"enum":["x","y"]},"maxItems":3}},
            "required":["name","size","tags"],"additionalProperties":false}
            """;
        for (int seed = 0; seed < 6; seed++)
        {
            ChatCompletion reply = await _chat.CompleteChatAsync([new UserChatMessage("Repeat: fox")], new ChatCompletionOptions
            {
                Seed = seed,
                Temperature = 1.5f,
                MaxOutputTokenCount = 80,
                ResponseFormat =
                    ChatResponseFormat.CreateJsonSchemaFormat("thing", BinaryData.FromString(schema), jsonSchemaIsStrict: true),
            });

            Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
            using JsonDocument json = JsonDocument.Parse(reply.Content.Single().Text);
            Assert.Equal(["name", "size", "tags"], json.RootElement.EnumerateObject().Select(property => property.Name));
            Assert.True(json.RootElement.GetProperty("name").GetString()!.EnumerateRunes().Count() <= 12);
            Assert.Contains(json.RootElement.GetProperty("size").ValueKind, new[] { JsonValueKind.Number, JsonValueKind.Null });
            Assert.All(json.RootElement.GetProperty("tags").EnumerateArray(), tag => Assert.Contains(tag.GetString(), new[] { "x", "y" }));
        }
    }

    [Fact]
    public async Task Format_JsonObject_IsAnObject()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            ChatCompletion reply = await _chat.CompleteChatAsync(
                [new UserChatMessage("Repeat: fox")],
                new ChatCompletionOptions
                {
                    Seed = seed,
                    ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat(),
                    MaxOutputTokenCount = 40
                });

            using JsonDocument json = JsonDocument.Parse(reply.Content.Single().Text);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }
    }

    [Fact]
    public async Task Errors_ContextAndModel_ComeAsTheClientsException()
    {
        string words = string.Join(' ', Enumerable.Repeat("fox", running.Model.ContextLength));

        ClientResultException context =
            await Assert.ThrowsAsync<ClientResultException>(() => _chat.CompleteChatAsync([new UserChatMessage(words)]));
        ClientResultException stream = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in _chat.CompleteChatStreamingAsync([new UserChatMessage(words)])) { }
        });
        ClientResultException model =
            await Assert.ThrowsAsync<ClientResultException>(() => running.Client.GetChatClient("gpt-x")
                .CompleteChatAsync([new UserChatMessage("x")]));

        Assert.Equal(400, context.Status);
        Assert.Equal(400, stream.Status);
        Assert.Equal(404, model.Status);
        Assert.Contains("context_length_exceeded", context.Message, StringComparison.Ordinal);
        Assert.Contains("Parameter: messages", stream.Message, StringComparison.Ordinal);
        Assert.Contains("model_not_found", model.Message, StringComparison.Ordinal);
    }
}
