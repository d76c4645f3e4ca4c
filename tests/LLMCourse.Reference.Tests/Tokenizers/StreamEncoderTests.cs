using System.Buffers;
using System.Text;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed class StreamEncoderTests
{
    private static readonly BytePairTokenizer Gpt2 = BytePairTokenizer.Gpt2();

    [Theory]
    [InlineData("Hel¦lo, wor¦ld")]
    [InlineData("a\n¦ \n¦b")]
    [InlineData("a ¦  ¦  b")]
    [InlineData("it'¦s we'l¦l they'¦x '¦")]
    [InlineData("<¦|end¦oftext|¦><|endoftext|><|endoftex¦x")]
    [InlineData("\uD835¦\uDC9C 👨\u200D¦👩")]
    [InlineData("¦a¦¦b¦")]
    [InlineData("\uD835¦x")]
    public void EncodeStream_CutAnywhere_GivesTheIdsOfTheWhole(string text)
    {
        string[] parts = text.Split('¦');

        Assert.Equal(Gpt2.Encode(string.Concat(parts)), Gpt2.EncodeStream(parts));
    }

    [Fact]
    public void Write_EveryCutOfEveryPublishedText_GivesTheIdsOfTheWhole()
    {
        BytePairStreamEncoder stream = Gpt2.NewStream();
        foreach (PublishedText text in PublishedTexts.All)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.Text + "<|endoftext|>");
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                var ids = new ArrayBufferWriter<int>(bytes.Length + 1);
                stream.Write(bytes.AsSpan(0, cut), ids);
                stream.Write(bytes.AsSpan(cut), ids);
                stream.Complete(ids);
                Assert.Equal([.. text.Gpt2, 50256], ids.WrittenSpan.ToArray());
                Assert.Equal(0, stream.PendingBytes);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_RandomTextInRandomParts_GivesTheIdsOfTheWhole(bool cl100k)
    {
        var special = new Dictionary<string, int> { ["<|a|>"] = 50300, ["<|a|><|a|>"] = 50301 };
        var tokens = Enumerable.Range(0, 50256).ToDictionary(id => id, id => Gpt2.Vocabulary.Bytes(id).ToArray());
        var merges = Gpt2.Vocabulary.Merges.Select(merge => (tokens[merge.Left], tokens[merge.Right]));
        var tokenizer =
            new BytePairTokenizer(BytePairVocabulary.FromMerges(tokens, merges, special), cl100k ? SplitRule.Cl100k : SplitRule.Gpt2);
        BytePairStreamEncoder stream = tokenizer.NewStream();
        var random = new Random(47);
        for (int round = 0; round < 500; round++)
        {
            string text = RandomTexts.Next(random, random.Next(1, 60));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            var ids = new ArrayBufferWriter<int>();
            for (int at = 0; at < bytes.Length;)
            {
                int length = Math.Min(random.Next(1, 9), bytes.Length - at);
                stream.Write(bytes.AsSpan(at, length), ids);
                at += length;
            }

            stream.Complete(ids);
            Assert.Equal(tokenizer.Encode(text), ids.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Write_CertainTokens_AreNotKeptBack()
    {
        BytePairStreamEncoder stream = Gpt2.NewStream();
        var ids = new ArrayBufferWriter<int>();

        stream.Write("Hello, world", ids);
        Assert.Equal([15496, 11], ids.WrittenSpan.ToArray());
        Assert.Equal(" world".Length, stream.PendingBytes);
        stream.Write("!", ids);
        Assert.Equal([15496, 11, 995], ids.WrittenSpan.ToArray());
        stream.Complete(ids);
        Assert.Equal([15496, 11, 995, 0], ids.WrittenSpan.ToArray());
    }

    [Fact]
    public void Write_LongWordInSmallParts_Finishes()
    {
        BytePairStreamEncoder stream = Gpt2.NewStream();
        var ids = new ArrayBufferWriter<int>();
        for (int i = 0; i < 50_000; i++) stream.Write("thein", ids);
        stream.Complete(ids);

        Assert.Equal(Gpt2.Encode(string.Concat(Enumerable.Repeat("thein", 50_000))), ids.WrittenSpan.ToArray());
    }
}
