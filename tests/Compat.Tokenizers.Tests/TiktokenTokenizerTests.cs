using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LLMCourse.Compat.Tokenizers;

public sealed partial class TiktokenTokenizerTests
{
    private static readonly TiktokenTokenizer Gpt2 = ByteLevel.Tiktoken(ByteLevel.Gpt2Merges, RobertaPreTokenizer.Instance);

    [Fact]
    public void EncodeToIds_SameVocabularyAsBpe_GivesTheSameIds()
    {
        BpeTokenizer bpe = ByteLevel.Bpe(ByteLevel.Gpt2Merges);
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            string text = RandomText.Words(random, 50);
            Assert.Equal(bpe.EncodeToIds(text), Gpt2.EncodeToIds(text));
            Assert.Equal(text, Gpt2.Decode(Gpt2.EncodeToIds(text)));
        }
    }

    [Fact]
    public void EncodeToIds_PieceThatIsAToken_IsThatTokenEvenIfNoMergeLeadsThere()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("YQ== 0\nYg== 1\nYw== 2\nYWJj 3\n"));
        TiktokenTokenizer tokenizer = TiktokenTokenizer.Create(stream, PreTokenizer.CreateWhiteSpace(), null);

        Assert.Equal([3], tokenizer.EncodeToIds("abc"));
        Assert.Equal([0, 1, 2, 0], tokenizer.EncodeToIds("abca"));
    }

    [Fact]
    public async Task CreateAsync_WithoutRanks_NumbersTheLines()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("YQ==\nYg==\nYWI=\n"));

        TiktokenTokenizer tokenizer = await TiktokenTokenizer.CreateAsync(stream, null, null, new Dictionary<string, int> { ["b b"] = 9 });

        Assert.Equal([2, 0], tokenizer.EncodeToIds("aba"));
        Assert.Equal([9], tokenizer.EncodeToIds("b b"));
        Assert.Equal("b ba", tokenizer.Decode([9, 0, 77]));
    }

    [Fact]
    public void EncodeToIds_ByteOutsideTheVocabulary_NamesIt()
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("YQ== 0\n"));

        var error = Assert.Throws<KeyNotFoundException>(() => TiktokenTokenizer.Create(stream, null, null).EncodeToIds("az"));

        Assert.Contains("0x7A", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("YQ== x")]
    [InlineData("YQ== 0 0")]
    [InlineData("Y!== 0")]
    public void Create_BrokenLine_NamesIt(string line)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes($"Yg== 0\n{line}\n"));

        var error = Assert.Throws<InvalidOperationException>(() => TiktokenTokenizer.Create(stream, null, null));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeToIds_LimitInsideACharacter_LeavesTheWholeCharacterOut()
    {
        Assert.Equal(5, Gpt2.CountTokens("a𝒜"));

        Assert.Equal([64], Gpt2.EncodeToIds("a𝒜", 3, out _, out int consumed));
        Assert.Equal(1, consumed);
        Assert.Equal(3, Gpt2.GetIndexByTokenCountFromEnd("a𝒜", 3, out _, out int count));
        Assert.Equal(0, count);
        Assert.All(Gpt2.EncodeToTokens("a𝒜", out _).Skip(1), token => Assert.Equal((1..3, "𝒜"), (token.Offset, token.Value)));
    }

    [Fact]
    public void Decode_IntoASpan_WaitsForTheRestOfACharacter()
    {
        int[] ids = [.. Gpt2.EncodeToIds("a𝒜")];
        Span<char> destination = stackalloc char[8];

        Assert.Equal(OperationStatus.NeedMoreData, Gpt2.Decode(ids[..3], destination, out int consumed, out int written));
        Assert.Equal((1, 1), (consumed, written));
        Assert.Equal(OperationStatus.Done, Gpt2.Decode(ids, destination, out consumed, out written));
        Assert.Equal((5, 3), (consumed, written));
        Assert.Equal(OperationStatus.InvalidData, Gpt2.Decode([9999], destination, out _, out _));
    }

    [Fact]
    public void Normalizer_LowerCase_IsAppliedUnlessToldNotTo()
    {
        TiktokenTokenizer lower = ByteLevel.Tiktoken(ByteLevel.Gpt2Merges, RobertaPreTokenizer.Instance, normalizer: LowerCaseNormalizer.Instance);

        Assert.Equal([262], lower.EncodeToIds(" THE"));
        Assert.NotEqual([262], lower.EncodeToIds(" THE", considerNormalization: false));
        Assert.Equal(Gpt2.EncodeToIds(" the".AsSpan()), lower.EncodeToIds(" THE".AsSpan()));
    }

    [Theory]
    [InlineData("Hello, it's 2024!", "Hello|,| it|'s| 2024|!")]
    [InlineData("a  b\n \nc ", "a| | b|\n |\n|c| ")]
    [InlineData("we'll WE'LL", "we|'ll| WE|'|LL")]
    [InlineData("x𝒜y", "x|𝒜|y")]
    public void PreTokenize_Gpt2_SplitsAsPublished(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Split(RobertaPreTokenizer.Instance, text));

    [Theory]
    [InlineData("Hello, it's 2024!", "Hello|,| it|'s| |202|4|!")]
    [InlineData("we'll WE'LL", "we|'ll| WE|'LL")]
    [InlineData("if (x)\n\n  y", "if| (|x|)\n\n| | y")]
    public void PreTokenize_Cl100k_SplitsAsPublished(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Split(new RegexPreTokenizer(Cl100kRegex(), null), text));

    private static string[] Split(PreTokenizer preTokenizer, string text) =>
        [.. preTokenizer.PreTokenize(text).Select(piece => text.Substring(piece.Offset, piece.Length))];

    [GeneratedRegex(@"'(?i:[sdmt]|re|ve|ll)|(?>[^\r\n\p{L}\p{N}]?)\p{L}+|\p{N}{1,3}| ?(?>[^\s\p{L}\p{N}]+)[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+")]
    private static partial Regex Cl100kRegex();
}
