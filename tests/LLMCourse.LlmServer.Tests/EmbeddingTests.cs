using System.Text.Json;
using OpenAI.Embeddings;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Embeddings by the official client, which asks for base64, and by hand.</summary>
[Collection(ServerTests.Name)]
public sealed class EmbeddingTests(RunningServer running)
{
    private const string Path = "/v1/embeddings";

    [Fact]
    public async Task Client_ManyTexts_ComeInOrderAndAreTheModels()
    {
        string[] texts = ["fox cat", "the sun", "fox", "fox cat", "日本"];

        OpenAIEmbeddingCollection all = await running.Client.GetEmbeddingClient(RunningServer.ModelId).GenerateEmbeddingsAsync(texts);

        Assert.Equal(Enumerable.Range(0, texts.Length), all.Select(each => each.Index));
        foreach ((string text, OpenAIEmbedding each) in texts.Zip(all))
        {
            Assert.Equal(running.Model.Embed(running.Model.Format.Tokenizer.EncodeOrdinary(text)), each.ToFloats().ToArray());
            Assert.Equal(1, each.ToFloats().ToArray().Sum(value => (double)value * value), 1e-6); // float32 of a vector of length 1
        }

        Assert.Equal(texts.Sum(text => running.Model.Format.Tokenizer.EncodeOrdinary(text).Length), all.Usage.InputTokenCount);
    }

    [Fact]
    public async Task Forms_OfInputAndOutput_AreTheSameVectors()
    {
        int[] tokens = running.Model.Format.Tokenizer.EncodeOrdinary("fox cat");
        string list = JsonSerializer.Serialize(tokens);
        JsonElement[] data =
        [
            (await running.Http.AskAsync(Path, """{"model":"local-model","input":"fox cat"}""")).GetProperty("data"),
            (await running.Http.AskAsync(Path,
                """{"model":"local-model","input":["fox cat","dog"],"encoding_format":"float","user":"u"}""")).GetProperty("data"),
            (await running.Http.AskAsync(Path, $$"""{"model":"local-model","input":{{list}}}""")).GetProperty("data"),
            (await running.Http.AskAsync(Path, $$"""{"model":"local-model","input":[{{list}},[5]],"dimensions":192}""")).GetProperty(
                "data"),
        ];
        JsonElement base64 = (await running.Http.AskAsync(Path,
            """{"model":"local-model","input":"fox cat","encoding_format":"base64"}""")).GetProperty("data");

        float[] wanted = running.Model.Embed(tokens);
        Assert.Equal([1, 2, 1, 2], data.Select(each => each.GetArrayLength()));
        Assert.All(data,
            each => Assert.Equal(wanted, each[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())));
        byte[] bytes = base64[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(wanted, Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, i * 4)));
    }
}
