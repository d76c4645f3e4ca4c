using System.Globalization;
using System.Text;
using VerifyXunit;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E7")]
public sealed class TokenStatsTests
{
    private const string German = "Die Größe der Straße überrascht die Gäste.";

    // "th", "the", " the" and "in": 256 to 259.
    private static readonly PairTokenizer EnglishPairs = new([('t', 'h'), (256, 'e'), (' ', 257), ('i', 'n')]);

    // "ß", "ü" and "er": the bytes of a character first.
    private static readonly PairTokenizer GermanPairs = new([(0xC3, 0x9F), (0xC3, 0xBC), ('e', 'r')]);

    [Fact(DisplayName = "M03.E7 Worked by hand: \"the cat in the\" has 14 bytes, 8 tokens and 4 words")]
    public void Compute_OfAnEnglishText_IsWorkedByHand()
    {
        TokenStats stats = TokenStats.Compute(EnglishPairs, "the cat in the"); // the| |c|a|t| |in| the: 8 tokens

        Assert.Equal((14, 8, 4), (stats.Bytes, stats.Tokens, stats.Words));
        Assert.Equal(14.0 / 8, stats.BytesPerToken);
        Assert.Equal((1 + 3 + 1 + 1) / 4.0, stats.Fertility); // without their spaces: the, c|a|t, in, the
        Assert.Equal([(2, 1), (3, 5 / 3.0)], [.. stats.TokensByWordLength.Select(p => (p.Key, p.Value))]);
    }

    [Fact(DisplayName = "M03.E7 Length counts code points, not bytes and not UTF-16 units")]
    public void Compute_OfUmlautsAndEmoji_CountsCodePoints()
    {
        TokenStats stats = TokenStats.Compute(GermanPairs, "Grüße 🙂");

        Assert.Equal((12, 10, 2), (stats.Bytes, stats.Tokens, stats.Words)); // G|r|ü|ß|e| |and four bytes
        Assert.Equal([(1, 4), (5, 5)], [.. stats.TokensByWordLength.Select(p => (p.Key, p.Value))]);
    }

    [Fact(DisplayName = "M03.E7 A German text costs an English tokenizer more than a German one")]
    public Task Compute_OfAGermanText_ComparesTokenizers()
    {
        StringBuilder report = new();
        foreach ((string name, ITokenizer tokenizer) in new (string, ITokenizer)[] { ("English", EnglishPairs), ("German", GermanPairs) })
        {
            TokenStats stats = TokenStats.Compute(tokenizer, German);
            _ = report.Append(CultureInfo.InvariantCulture, $"{name}: {stats.Bytes} bytes, {stats.Tokens} tokens, {stats.BytesPerToken:0.000} bytes per token, fertility {stats.Fertility:0.000}\n");
            foreach ((int length, double tokens) in stats.TokensByWordLength)
                _ = report.Append(CultureInfo.InvariantCulture, $"  {length} characters: {tokens:0.00} tokens\n");
        }

        return Verifier.Verify(report.ToString());
    }

    [Theory(DisplayName = "M03.E7 A text without words has no fertility, and the empty one nothing at all")]
    [InlineData("", 0, 0)]
    [InlineData(" \n\t", 3, 1)]
    public void Compute_WithoutWords_IsZero(string text, int bytes, double bytesPerToken)
    {
        TokenStats stats = TokenStats.Compute(EnglishPairs, text);

        Assert.Equal((bytes, bytes, 0), (stats.Bytes, stats.Tokens, stats.Words));
        Assert.Equal((bytesPerToken, 0), (stats.BytesPerToken, stats.Fertility));
        Assert.Empty(stats.TokensByWordLength);
    }

    [Theory(DisplayName = "M03.E7 Ids translated to another tokenizer and back are the same ids")]
    [InlineData("the cat in the hat")]
    [InlineData(German)]
    [InlineData("  two  spaces, 🙂 and 日本語\r\n")]
    [InlineData("")]
    public void Translate_ThereAndBack_IsLossless(string text)
    {
        int[] ids = EnglishPairs.Encode(text);

        int[] there = TokenTranslator.Translate(ids, EnglishPairs, GermanPairs);

        Assert.Equal(GermanPairs.Encode(text), there);
        Assert.Equal(ids, TokenTranslator.Translate(there, GermanPairs, EnglishPairs));
    }

    [Fact(DisplayName = "M03.E7 What is null is refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        SupportForTests.AssertRefuses("No tokenizer", () => TokenStats.Compute(null!, "a"));
        SupportForTests.AssertRefuses("No text", () => TokenStats.Compute(EnglishPairs, null!));
        SupportForTests.AssertRefuses("No ids", () => TokenTranslator.Translate(null!, EnglishPairs, GermanPairs));
    }
}
