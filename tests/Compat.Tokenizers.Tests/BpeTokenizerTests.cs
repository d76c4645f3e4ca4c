using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LLMCourse.Compat.Tokenizers;

public sealed class BpeTokenizerTests
{
    private static readonly BpeTokenizer Gpt2 = ByteLevel.Bpe(ByteLevel.Gpt2Merges);

    [Fact]
    public void EncodeToIds_WorkedExample_MergesTheLowestRankFirst()
    {
        // aaabdaaabac with aa -> Z, ab -> Y, ZY -> X, worked by hand: (aa)(ab)d(aa)(ab)ac -> X d X a c.
        string[] merges = ["a a", "a b", "aa ab"];

        IReadOnlyList<int> ids = ByteLevel.Bpe(merges).EncodeToIds("aaabdaaabac");

        int letter(char c) => c - '!';
        Assert.Equal([258, letter('d'), 258, letter('a'), letter('c')], ids);
    }

    [Theory]
    [InlineData(" the", new[] { 262 })]
    [InlineData(" to", new[] { 284 })]
    [InlineData("ing", new[] { 278 })]
    [InlineData(" an", new[] { 281 })]
    [InlineData("Hi\n", new[] { 39, 72, 198 })]
    [InlineData("there in the bar", new[] { 83, 258, 260, 220, 259, 262, 275, 283 })]
    [InlineData("", new int[0])]
    public void EncodeToIds_FirstMergesOfGpt2_GivesThePublishedIds(string text, int[] expected) =>
        Assert.Equal(expected, Gpt2.EncodeToIds(text));

    [Fact]
    public void EncodeToTokens_Text_CoversItWithOffsets()
    {
        IReadOnlyList<EncodedToken> tokens = Gpt2.EncodeToTokens(" the é", out string? normalized);

        Assert.Null(normalized);
        Assert.Equal(
            [new(262, "Ġthe", 0..4), new(220, "Ġ", 4..5), new(127, "Ã", 5..6), new(102, "©", 5..6)],
            tokens);
    }

    [Fact]
    public void EncodeToIds_SpecialTokens_AreCutOutInTheOrderGiven()
    {
        Dictionary<string, int> special = new() { ["<|a|><|a|>"] = 901, ["<|a|>"] = 900 };
        BpeTokenizer tokenizer = ByteLevel.Bpe(ByteLevel.Gpt2Merges, special, new RegexPreTokenizer(Gpt2Split(), special));

        Assert.Equal([901, 900, 262, 900], tokenizer.EncodeToIds("<|a|><|a|><|a|> the<|a|>"));
        Assert.Equal("<|a|> the", tokenizer.Decode([900, 262]));
        Assert.Equal(" the", tokenizer.Decode([900, 262], considerSpecialTokens: false));
    }

    [Fact]
    public void EncodeToIds_SpecialTokenInPlainText_IsTextWhereThePreTokenizerDoesNotKnowIt()
    {
        Dictionary<string, int> special = new() { ["<|a|>"] = 900 };

        Assert.DoesNotContain(900, ByteLevel.Bpe([], special).EncodeToIds("<|a|> the"));
    }

    [Fact]
    public void EncodeToIds_RandomText_EqualsTheNaiveEncoder()
    {
        var random = new Random(20251);
        for (int i = 0; i < 200; i++)
        {
            string text = RandomText.Words(random, 40);

            int[] expected = [.. RobertaPreTokenizer.Instance.PreTokenize(text)
                .SelectMany(piece => NaiveBpe.Encode(text.Substring(piece.Offset, piece.Length), ByteLevel.Gpt2Merges))];

            Assert.Equal(expected, Gpt2.EncodeToIds(text));
            Assert.Equal(expected.Length, Gpt2.CountTokens(text));
            Assert.Equal(expected, Gpt2.EncodeToTokens(text, out _).Select(token => token.Id));
        }
    }

    [Fact]
    public void EncodeToIds_OneLongWord_EqualsTheNaiveEncoder()
    {
        var random = new Random(7);
        string word = string.Concat(Enumerable.Range(0, 600).Select(_ => "aabtheinrg"[random.Next(10)]));

        Assert.Equal(NaiveBpe.Encode(word, ByteLevel.Gpt2Merges), Gpt2.EncodeToIds(word));
    }

    [Fact]
    public void EncodeToIds_WordOfAMillionLetters_Finishes()
    {
        string word = string.Concat(Enumerable.Repeat("thein", 200_000));

        IReadOnlyList<int> ids = Gpt2.EncodeToIds(word);

        Assert.Equal(600_000, ids.Count);
        Assert.Equal([83, 258, 259], ids.Take(3));
    }

    [Fact]
    public void Decode_EncodedText_GivesTheTextBack()
    {
        var random = new Random(11);
        for (int i = 0; i < 500; i++)
        {
            string text = RandomText.Unicode(random, 60);
            Assert.Equal(text, Gpt2.Decode(Gpt2.EncodeToIds(text)));
        }
    }

    [Fact]
    public void Decode_HalfACharacter_GivesTheReplacementCharacter()
    {
        IReadOnlyList<int> ids = Gpt2.EncodeToIds("𝒜");

        Assert.Equal(4, ids.Count);
        Assert.Equal("\uFFFD", Gpt2.Decode(ids.Take(3)));
        Assert.Equal("𝒜", Gpt2.Decode(ids));
    }

    [Fact]
    public void EncodeToIds_LoneSurrogate_IsThreeBytesThatDecodeToReplacements()
    {
        IReadOnlyList<int> ids = Gpt2.EncodeToIds("a\uD835b");

        Assert.Equal(5, ids.Count);
        Assert.Equal("a\uFFFD\uFFFD\uFFFDb", Gpt2.Decode(ids));
    }

    [Fact]
    public void Decode_IntoASpan_StopsBeforeWhatDoesNotFit()
    {
        int[] ids = [.. Gpt2.EncodeToIds(" the é")];
        Span<char> destination = stackalloc char[5];

        Assert.Equal(OperationStatus.DestinationTooSmall, Gpt2.Decode(ids, destination, out int consumed, out int written));
        Assert.Equal((2, 5), (consumed, written));
        Assert.Equal(" the ", destination.ToString());
    }

    [Fact]
    public void EncodeToIds_Limit_ReportsTheCharactersConsumed()
    {
        IReadOnlyList<int> ids = Gpt2.EncodeToIds(" the the the", 2, out _, out int consumed);

        Assert.Equal([262, 262], ids);
        Assert.Equal(8, consumed);
        Assert.Equal(8, Gpt2.GetIndexByTokenCount(" the the the", 2, out _, out int count));
        Assert.Equal(2, count);
        Assert.Equal(8, Gpt2.GetIndexByTokenCountFromEnd(" the the the", 1, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gpt2.EncodeToIds("a", 0, out _, out _));
    }

    [Fact]
    public void Create_FromStreams_MergesWordsAndFusesUnknowns()
    {
        using var vocabulary = new MemoryStream(Encoding.UTF8.GetBytes("""{"a":0,"b":1,"ab":2,"[UNK]":3}"""));
        using var merges = new MemoryStream(Encoding.UTF8.GetBytes("#version: 0.2\na b\n"));

        BpeTokenizer tokenizer = BpeTokenizer.Create(
            vocabulary, merges, PreTokenizer.CreateWhiteSpace(), LowerCaseNormalizer.Instance, unknownToken: "[UNK]", fuseUnknownTokens: true);

        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens("AB 𝒜xab", out string? normalized);
        Assert.Equal("ab 𝒜xab", normalized);
        Assert.Equal([new(2, "ab", 0..2), new(3, "[UNK]", 3..6), new(2, "ab", 6..8)], tokens);
        Assert.Equal("ab[UNK]", tokenizer.Decode([2, 3]));
        Assert.Equal("ab", tokenizer.Decode([2, 3], considerSpecialTokens: false));
    }

    [Fact]
    public void Create_MergeOutsideTheVocabulary_NamesIt()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => BpeTokenizer.Create(new BpeOptions(new Dictionary<string, int> { ["a"] = 0, ["b"] = 1 }) { Merges = ["a b"] }));

        Assert.Contains("ab", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EncodeToIds_ManyThreads_AgreeWithOne()
    {
        string[] texts = [.. Enumerable.Range(0, 64).Select(seed => RandomText.Unicode(new Random(seed), 200))];
        BpeTokenizer shared = ByteLevel.Bpe(ByteLevel.Gpt2Merges);

        int[][] parallel = await Task.WhenAll(texts.Select(text => Task.Run(() => shared.EncodeToIds(text).ToArray())));

        Assert.Equal(texts.Select(text => Gpt2.EncodeToIds(text).ToArray()), parallel);
    }

    private static Regex Gpt2Split() => new(@"'(?:[sdmt]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");
}
