using System.Text.RegularExpressions;
using VerifyXunit;
using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E4")]
public sealed class PreTokenizerTests
{
    // On text whose characters are all below U+10000 .NET's own regular expressions do the same.
    private const string Pattern = @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    [Fact(DisplayName = "M01.E4 Worked by hand: contractions, numbers, signs and white space")]
    public Task Split_OfASentence_IsWhatThePatternSays() =>
        Verifier.Verify(string.Join('\n', ((string[])["I'll  pay 3 €, won't I?", "a\n \n b", "  x", "tab\tand  \n", "it's 'so' SHE'S", "don''t x2y"]).Select(Drawn)));

    [Fact(DisplayName = "M01.E4 Letters and numbers beyond U+FFFF are letters and numbers, emoji are signs")]
    public Task Split_OfAstralCharacters_AsksCodePoints() =>
        Verifier.Verify(string.Join('\n', ((string[])["𝒜bc d𝒜", "𠀀字 x", "𝟘𝟙2", "hi👩🏽‍🚀!", "e\u0301 x", "½Ⅷ²", "漢字かな"]).Select(Drawn)));

    [Fact(DisplayName = "M01.E4 On text below U+10000 the pieces are those of the regular expression")]
    public void Split_OfMadeUpText_EqualsTheRegularExpression()
    {
        string text = MadeUpText(41, 500).Replace("😀", "☺", StringComparison.Ordinal) + "   x'd \t\n\n 7'll\u00A0\u2003 end  ";

        Assert.Equal(Regex.Matches(text, Pattern).Select(m => m.Value), PreTokenizer.Split(text).Select(piece => text[piece]));
    }

    [Fact(DisplayName = "M01.E4 The pieces cover the text without gaps, whatever it is")]
    public void Split_OfRandomCharacters_CoversTheText()
    {
        var random = new Random(42);
        string alphabet = "ab 'sl\n\t1²é€\u0301\uD835\uDC9C\uD83D\uDE00";
        string text = new([.. Enumerable.Range(0, 3000).Select(_ => alphabet[random.Next(alphabet.Length)])]);
        int end = 0;
        foreach (Range piece in PreTokenizer.Split(text))
        {
            Assert.Equal(end, piece.Start.Value);
            Assert.True(piece.End.Value > end, $"The piece at {end} is empty.");
            end = piece.End.Value;
        }

        Assert.Equal(text.Length, end);
    }

    [Fact(DisplayName = "M01.E4 An empty text has no pieces; null is refused at once")]
    public void Split_OfNothing_IsEmpty()
    {
        Assert.Empty(PreTokenizer.Split(""));
        AssertRefuses("null, before any piece is asked for", () => PreTokenizer.Split(null!));
    }

    private static string Drawn(string text) =>
        string.Concat(PreTokenizer.Split(text).Select(piece => $"[{text[piece].Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}]"));
}
