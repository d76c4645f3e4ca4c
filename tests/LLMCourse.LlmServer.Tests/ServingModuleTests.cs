using System.ClientModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.M10;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using OpenTelemetry.Trace;

namespace LLMCourse.LlmServers.Tests;

/// <summary>M10's solution beside what it has to get on with: the official client of OpenAI, and OpenTelemetry.</summary>
public sealed class ServingModuleTests
{
    [Fact]
    public async Task Endpoint_OfficialClient_GetsRepliesStreamsModelsAndFaults()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _ = builder.Services.AddRouting();
        await using WebApplication app = builder.Build();
        _ = app.UseRouting();
        LlmEndpoint.Map(app, new EndpointModel("m", turns => turns.Sum(turn => turn.Text.Split(' ').Length), SayAsync));
        await app.StartAsync();
        OpenAIClient client = new(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri($"{app.Urls.First()}/v1") });

        ChatCompletion whole = await client.GetChatClient("m")
            .CompleteChatAsync([new SystemChatMessage("Be kind."), new UserChatMessage("Hi you")],
                new ChatCompletionOptions { Temperature = 0 });
        Assert.Equal("Hello 日本 😀", whole.Content[0].Text);
        Assert.Equal((ChatFinishReason.Stop, 4, 3), (whole.FinishReason, whole.Usage.InputTokenCount, whole.Usage.OutputTokenCount));

        ChatCompletion cut = await client.GetChatClient("m")
            .CompleteChatAsync([new UserChatMessage("Hi you")], new ChatCompletionOptions { MaxOutputTokenCount = 2 });
        Assert.Equal(("Hello 日本", ChatFinishReason.Length), (cut.Content[0].Text, cut.FinishReason));

        StringBuilder text = new();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (StreamingChatCompletionUpdate update in client.GetChatClient("m").CompleteChatStreamingAsync("Hi you"))
        {
            foreach (ChatMessageContentPart part in update.ContentUpdate) _ = text.Append(part.Text);
            (usage, finish) = (update.Usage ?? usage, update.FinishReason ?? finish);
        }

        Assert.Equal(("Hello 日本 😀", 3, ChatFinishReason.Stop), (text.ToString(), usage?.OutputTokenCount, finish));
        Assert.Equal(["m"], client.GetOpenAIModelClient().GetModels().Value.Select(model => model.Id));

        ClientResultException unknown =
            await Assert.ThrowsAsync<ClientResultException>(() => client.GetChatClient("gpt-9").CompleteChatAsync("Hi"));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("model_not_found", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sampling_RandomTraces_AreThoseThatOpenTelemetryKeeps()
    {
        Random random = new(7);
        byte[] bytes = new byte[16];
        foreach (double ratio in new[] { 0, 1e-4, 0.1, 0.5, 0.999, 1 })
        {
            TraceIdRatioBasedSampler sampler = new(ratio);
            for (int i = 0; i < 2_000; i++)
            {
                random.NextBytes(bytes);
                var id = ActivityTraceId.CreateFromBytes(bytes);
                bool kept = sampler.ShouldSample(new SamplingParameters(default, id, "chat", ActivityKind.Server)).Decision
                    == SamplingDecision.RecordAndSample;
                Assert.Equal(kept, TraceSampling.IsKept(id.ToHexString(), ratio));
            }
        }
    }

    private static async IAsyncEnumerable<CompletionChunk> SayAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] words = ["Hello", " 日本", " 😀"];
        int count = Math.Min(words.Length, options.MaxTokens ?? words.Length);
        foreach (string word in words.Take(count))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new CompletionChunk(word, false,
                new CompletionToken(new TokenProbability(0, Encoding.UTF8.GetBytes(word), 0), []), null);
        }

        yield return new CompletionChunk("", false, null, count < words.Length ? FinishReason.Length : FinishReason.Stop);
    }
}
