using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed partial class SplitRuleTests
{
    [Theory]
    [InlineData("Hello, it's 2024!", "Hello|,| it|'s| 2024|!")]
    [InlineData("a  b\n \nc ", "a| | b|\n |\n|c| ")]
    [InlineData("we'll WE'LL", "we|'ll| WE|'|LL")]
    [InlineData("  two  leading", " | two| | leading")]
    [InlineData("x𝒜𠀀y 𝟙2½", "x𝒜𠀀y| 𝟙2½")]
    [InlineData("👍🏽a 👨\u200D👩", "👍🏽|a| 👨\u200D👩")]
    [InlineData("e\u0301a", "e|\u0301|a")]
    [InlineData("a\u00A0\u00A0b", "a|\u00A0|\u00A0|b")]
    [InlineData("''s !'s 's", "''|s| !'|s| '|s")]
    [InlineData("abcdefghijklmnopqrstuvwxyz abcdefghijklmn abcdefghijklmno", "abcdefghijklmnopqrstuvwxyz| abcdefghijklmn| abcdefghijklmno")]
    [InlineData("abcé abcdefghijklmné", "abcé| abcdefghijklmné")]
    public void Split_Gpt2_HandmadeTexts(string text, string expected) => Assert.Equal(expected.Split('|'), SplitRule.Gpt2.Split(text));

    [Theory]
    [InlineData("Hello, it's 2024!", "Hello|,| it|'s| |202|4|!")]
    [InlineData("we'll WE'LL", "we|'ll| WE|'LL")]
    [InlineData("if (x)\n\n  y", "if| (|x|)\n\n| | y")]
    [InlineData("\tx\n\n \n  y", "\tx|\n\n \n| | y")]
    [InlineData("x𝒜𠀀y 𝟙2½3", "x𝒜𠀀y| |𝟙2½|3")]
    [InlineData("😀a\u00A0b", "😀a|\u00A0b")]
    [InlineData("don'ſ", "don|'ſ")]
    [InlineData("a\n  ", "a|\n|  ")]
    [InlineData("(word)  (", "(word|)| | (")]
    public void Split_Cl100k_HandmadeTexts(string text, string expected) => Assert.Equal(expected.Split('|'), SplitRule.Cl100k.Split(text));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Split_RandomText_EqualsTheRegularExpression(bool cl100k)
    {
        SplitRule rule = cl100k ? SplitRule.Cl100k : SplitRule.Gpt2;
        var random = new Random(23);
        for (int round = 0; round < 3000; round++)
        {
            string text = RandomTexts.Next(random, random.Next(1, 25));

            IReadOnlyList<string> pieces = rule.Split(text);

            Assert.Equal(ByExpression(text, cl100k ? Cl100k() : Gpt2()), pieces);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_TextThatGoesOn_NeverChangesItsAnswer(bool cl100k)
    {
        SplitRule rule = cl100k ? SplitRule.Cl100k : SplitRule.Gpt2;
        var random = new Random(29);
        for (int round = 0; round < 500; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(RandomTexts.Next(random, random.Next(1, 8)));
            int whole = rule.Next(text, 0);
            for (int length = 1; length < text.Length; length++)
            {
                // Only what ends with a character may be asked about.
                if ((text[length] & 0xC0) == 0x80) continue;
                int early = rule.Next(text.AsSpan(0, length), 0, complete: false);
                Assert.True(early == -1 || early == whole,
                    $"'{Encoding.UTF8.GetString(text, 0, length)}' of '{Encoding.UTF8.GetString(text)}': {early} and then {whole}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_AnyBytes_CutsThemWithoutLoss(bool cl100k)
    {
        SplitRule rule = cl100k ? SplitRule.Cl100k : SplitRule.Gpt2;
        var random = new Random(31);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = RandomTexts.Bytes(random, random.Next(1, 30));
            for (int at = 0; at < bytes.Length;)
            {
                int end = rule.Next(bytes, at);
                Assert.InRange(end, at + 1, bytes.Length);
                at = end;
            }
        }
    }

    /// <summary>
    /// .NET's expressions see UTF-16 units, so each character beyond U+FFFF is first replaced by one below of the same kind; the pieces
    /// are then counted in characters.
    /// </summary>
    private static List<string> ByExpression(string text, Regex expression)
    {
        Rune[] characters = [.. text.EnumerateRunes()];
        string flat = string.Concat(characters.Select(rune => rune.IsBmp ? (char)rune.Value : CharUnicodeInfo.GetUnicodeCategory(
            rune.Value) switch
        {
            <= UnicodeCategory.OtherLetter => '漢',
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '½',
            _ => '☃',
        }));
        return [.. expression.Matches(flat).Select(match => string.Concat(characters.Skip(match.Index).Take(match.Length)))];
    }

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2();

    [GeneratedRegex(@"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Cl100k();
}
