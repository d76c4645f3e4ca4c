using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace LLMCourse.LlmServers.Tests;

/// <summary>The server through Microsoft.Extensions.AI.</summary>
[Collection(ServerTests.Name)]
public sealed class ExtensionsAITests(RunningServer running)
{
    private IChatClient Chat => running.Client.GetChatClient(RunningServer.ModelId).AsIChatClient();

    [Fact]
    public async Task Chat_WholeAndStreamed_AreTheSame()
    {
        var options = new ChatOptions { Temperature = 0 };

        ChatResponse whole = await Chat.GetResponseAsync("Repeat: fox cat dog", options);
        ChatResponse streamed = await Chat.GetStreamingResponseAsync("Repeat: fox cat dog", options).ToChatResponseAsync();

        Assert.Equal("fox cat dog", whole.Text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);
        Assert.Equal(ChatFinishReason.Stop, streamed.FinishReason);
        Assert.Equal(whole.Usage!.OutputTokenCount, streamed.Usage!.OutputTokenCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tools_FunctionsAreCalledAndTheirResultSaid(bool streamed)
    {
        var asked = new List<string>();
        [Description("The number of rows.")]
        int query(string sql)
        {
            asked.Add(sql);
            return 45;
        }

        using IChatClient chat = Chat.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions
        {
            Temperature = 0,
            Tools = [AIFunctionFactory.Create(query, "query"), AIFunctionFactory.Create((string city) => "rainy", "weather")]
        };

        ChatResponse reply = streamed
            ? await chat.GetStreamingResponseAsync("How many rows has the table car?", options).ToChatResponseAsync()
            : await chat.GetResponseAsync("How many rows has the table car?", options);

        Assert.Equal(["select count(*) from car"], asked);
        Assert.Equal("There are 45.", reply.Text);
    }

    [Fact]
    public async Task Typed_Reply_FitsItsType()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            ChatResponse<Thing> reply =
                await Chat.GetResponseAsync<Thing>("Repeat: fox", new ChatOptions { Seed = seed, MaxOutputTokens = 60 });

            Assert.True(reply.TryGetResult(out Thing? thing), reply.Text);
            Assert.True(Enum.IsDefined(thing.Size));
            Assert.NotNull(thing.Name);
        }
    }

    [Fact]
    public async Task Embeddings_Generator_KeepsTheOrder()
    {
        IEmbeddingGenerator<string, Embedding<float>> generator = running.Client.GetEmbeddingClient(RunningServer.ModelId)
            .AsIEmbeddingGenerator();
        string[] texts = ["fox", "the sun", "cat dog"];

        GeneratedEmbeddings<Embedding<float>> all = await generator.GenerateAsync(texts);

        Assert.Equal(texts.Select(text => running.Model.Embed(running.Model.Format.Tokenizer.EncodeOrdinary(text))),
            all.Select(each => each.Vector.ToArray()));
    }

    /// <summary>What a reply is to be.</summary>
    internal sealed record Thing([property: Description("What it is called.")] string Name, ThingSize Size, int? Count);

    internal enum ThingSize
    {
        Small,
        Large,
    }
}
