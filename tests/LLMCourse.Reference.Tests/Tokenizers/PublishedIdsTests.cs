using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>The ids are those that OpenAI's own programs give.</summary>
public sealed class PublishedIdsTests
{
    private static readonly BytePairTokenizer Gpt2 = BytePairTokenizer.Gpt2();

    /// <summary>Every token of cl100k_base.tiktoken (OpenAI, MIT) that occurs in one of the texts, and all bytes: for
    /// these texts as good as the whole file.</summary>
    private static readonly BytePairTokenizer Cl100k = new(
        BytePairVocabulary.LoadTiktoken(SourceFolder.File("cl100k-excerpt.tiktoken"),
            new Dictionary<string, int> { ["<|endoftext|>"] = 100257 }), SplitRule.Cl100k);

    public static TheoryData<string> Names => PublishedTexts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Gpt2_GivesThePublishedIds(string name)
    {
        PublishedText text = PublishedTexts.Find(name);

        Assert.Equal(text.Gpt2, Gpt2.Encode(text.Text));
        Assert.Equal(text.Text, Gpt2.Decode(text.Gpt2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Cl100k_GivesThePublishedIds(string name)
    {
        PublishedText text = PublishedTexts.Find(name);

        Assert.Equal(text.Cl100k, Cl100k.Encode(text.Text));
        Assert.Equal(text.Text, Cl100k.Decode(text.Cl100k));
    }

    [Fact]
    public void Encode_Gpt2_WholeNovel_GivesTheIdsOfTiktoken()
    {
        int[] ids = Gpt2.Encode(DataSets.Shipped.ReadText("moby-dick"));

        // SHA-256 of the ids as 32-bit little-endian numbers, computed from tiktoken's answer.
        Assert.Equal(317_756, ids.Length);
        Assert.True(BitConverter.IsLittleEndian);
        Assert.Equal("b7ceb933576bd4115a6d4e7309c3ee1cbcbfc4441c1870e8bf4da006eb6a1343",
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(ids.AsSpan()))));
    }

    [Fact]
    public void Encode_LoneSurrogates_GivesThePublishedIdsOfTheReplacementCharacter()
    {
        int[] ids = Gpt2.Encode("a\uD835b \uDC00 \uD83D\uD83D\uDE00x");

        Assert.Equal(Published.LoneSurrogatesGpt2, ids);
        Assert.Equal("a\uFFFDb \uFFFD \uFFFD😀x", Gpt2.Decode(ids));
        Assert.Equal(Published.LoneSurrogatesCl100k, Cl100k.Encode("a\uD835b \uDC00 \uD83D\uD83D\uDE00x"));
    }

    [Fact]
    public void Gpt2_Tokens_AreThoseOfThePublishedEncoderJson()
    {
        BytePairVocabulary vocabulary = BytePairVocabulary.Gpt2;
        using var folder = new TemporaryFolder();
        vocabulary.SaveGpt2(folder.File("vocab.json"), folder.File("merges.txt"));

        // OpenAI's file is the same object in Python's way of writing JSON; its SHA-256 is the one that tiktoken expects.
        using JsonDocument ours = JsonDocument.Parse(File.ReadAllBytes(folder.File("vocab.json")));
        string json = "{" + string.Join(", ",
            ours.RootElement.EnumerateObject().Select(entry => $"\"{Escape(entry.Name)}\": {entry.Value.GetInt32()}")) + "}";
        Assert.Equal("196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(json))));
        Assert.Equal(DataSets.Shipped.Find("gpt2-merges").Sha256,
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder.File("merges.txt")))));
        Assert.Equal(50257, vocabulary.Count);
        Assert.Equal(50256, vocabulary.SpecialTokens["<|endoftext|>"]);
    }

    [Fact]
    public void Gpt2_Tokens_MergeToThemselves_SoThatRanksAndMergesAgree()
    {
        BytePairVocabulary vocabulary = BytePairVocabulary.Gpt2;
        var merger = new NaiveBytePair(vocabulary.Merges.Select(merge => (merge.Left, merge.Right, merge.Result)));
        using var folder = new TemporaryFolder();
        vocabulary.SaveTiktoken(folder.File("gpt2.tiktoken"));
        var byRank =
            new BytePairTokenizer(BytePairVocabulary.LoadTiktoken(folder.File("gpt2.tiktoken"), vocabulary.SpecialTokens), SplitRule.Gpt2);

        for (int id = 0; id < 50256; id += 11)
        {
            int[] bytes = [.. vocabulary.Bytes(id).ToArray().Select(b => vocabulary.TryGetId([b], out int single) ? single : -1)];
            Assert.Equal([id], merger.Merge(bytes));
        }

        string text = DataSets.Shipped.ReadText("moby-dick");
        Assert.Equal(Gpt2.Encode(text), byRank.Encode(text));
    }

    private static string Escape(string text) =>
        string.Concat(text.Select(c => c is '"' or '\\' ? $"\\{c}" : c < 0x7F ? c.ToString() : $"\\u{(int)c:x4}"));

    private static class Published
    {
        public static readonly int[] LoneSurrogatesGpt2 = [64, 4210, 65, 20543, 20543, 47249, 222, 87];
        public static readonly int[] LoneSurrogatesCl100k = [64, 5809, 65, 30433, 30433, 76460, 222, 87];
    }
}
