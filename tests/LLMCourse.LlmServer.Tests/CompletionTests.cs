using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Texts that go on as they stand.</summary>
[Collection(ServerTests.Name)]
public sealed class CompletionTests(RunningServer running)
{
    private const string Path = "/v1/completions";

    private int[] Prompt => running.Model.Format.Render([ChatTurn.User("Repeat: fox cat")], addReply: true);

    [Fact]
    public async Task Tokens_Greedy_GoOnAsTheModelDoes()
    {
        JsonElement answer = await running.Http.AskAsync(Path,
            $$"""{"model":"local-model","prompt":{{JsonSerializer.Serialize(Prompt)}},"temperature":0,"logprobs":2}""");
        Completion own = running.Model.Complete(Prompt, new CompletionOptions { TopLogProbs = 2 });

        JsonElement choice = answer.GetProperty("choices")[0], told = choice.GetProperty("logprobs");
        Assert.Equal(" fox cat", choice.GetProperty("text").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(own.Tokens.Select(token => token.Chosen.LogProbability),
            told.GetProperty("token_logprobs").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal([" fox", " cat"], told.GetProperty("tokens").EnumerateArray().Select(value => value.GetString()!));
        Assert.Equal([0, 4], told.GetProperty("text_offset").EnumerateArray().Select(value => value.GetInt32()));
        Assert.All(told.GetProperty("top_logprobs").EnumerateArray(), top => Assert.Equal(2, top.EnumerateObject().Count()));
        Assert.Equal(Prompt.Length, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Echo_WithoutNewTokens_ScoresTheText()
    {
        JsonElement answer =
            await running.Http.AskAsync(Path, """{"model":"local-model","prompt":"fox cat","max_tokens":0,"echo":true,"logprobs":0}""");
        int[] ids = [.. new ServedLocalModel(running.Model).EncodePrompt("fox cat")];

        JsonElement choice = answer.GetProperty("choices")[0], told = choice.GetProperty("logprobs").GetProperty("token_logprobs");
        Assert.Equal("fox cat", choice.GetProperty("text").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, told[0].ValueKind);
        Assert.Equal(running.Model.Score(ids).Select(token => token.Chosen.LogProbability),
            told.EnumerateArray().Skip(1).Select(value => value.GetDouble()));
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"echo\":true")]
    public async Task Stream_Joined_IsTheWholeAndEndsWithUsage(string echo)
    {
        string body(bool stream) =>
            $$"""{"model":"local-model","prompt":"Repeat: fox","seed":3,"max_tokens":30,"logprobs":1,"stop":["dog"]{{echo}}{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}""";
        JsonElement whole = await running.Http.AskAsync(Path, body(stream: false));
        (_, string stream) = await running.Http.SendAsync(Path, body(stream: true));
        string[] events = Requests.Events(stream);
        JsonElement[] parts = [.. events[..^1].Select(text => JsonDocument.Parse(text).RootElement)];
        JsonElement[] choices = [.. parts[..^1].Select(part => part.GetProperty("choices")[0])];

        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("text").GetString(),
            string.Concat(choices.Select(choice => choice.GetProperty("text").GetString())));
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString(),
            choices[^1].GetProperty("finish_reason").GetString());
        Assert.All(choices[..^1], choice => Assert.Equal(JsonValueKind.Null, choice.GetProperty("finish_reason").ValueKind));
        Assert.Equal(whole.GetProperty("usage").GetRawText(), parts[^1].GetProperty("usage").GetRawText());
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray()
                .Select(value => value.ToString()),
            choices.SelectMany(choice => choice.GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray())
                .Select(value => value.ToString()));
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("text_offset").GetRawText(),
            $"[{string.Join(',', choices.SelectMany(choice => choice.GetProperty("logprobs").GetProperty("text_offset").EnumerateArray()))}]");
        if (echo.Length > 0)
            Assert.StartsWith("Repeat: fox", choices[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_EchoAlone_IsThePrompt()
    {
        (_, string stream) = await running.Http.SendAsync(Path,
            """{"model":"local-model","prompt":"fox cat","max_tokens":0,"echo":true,"stream":true}""");
        string[] events = Requests.Events(stream);
        JsonElement choice = JsonDocument.Parse(Assert.Single(events[..^1])).RootElement.GetProperty("choices")[0];

        Assert.Equal("fox cat", choice.GetProperty("text").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Models_OneAndAll_AreTold()
    {
        using JsonDocument all = JsonDocument.Parse(await running.Http.GetStringAsync("/v1/models")),
            one = JsonDocument.Parse(await running.Http.GetStringAsync("/v1/models/local-model"));
        (string[] ids, int missing) = ([.. running.Client.GetOpenAIModelClient().GetModels().Value.Select(model => model.Id)],
            (int)(await running.Http.GetAsync("/v1/models/other")).StatusCode);

        Assert.Equal(["local-model"], ids);
        Assert.Equal(404, missing);
        Assert.Equal(one.RootElement.GetRawText(), all.RootElement.GetProperty("data")[0].GetRawText());
        Assert.Equal("{\"status\":\"ok\"}", await running.Http.GetStringAsync("/healthz"));
    }
}
