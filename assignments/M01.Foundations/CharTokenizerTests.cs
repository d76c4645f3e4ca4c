using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E1")]
public sealed class CharTokenizerTests
{
    [Fact(DisplayName = "M01.E1 Worked by hand: banana has the characters a, b, n, and becomes 1 0 2 0 2 0")]
    public void Encode_OfBanana_IsTheRanksOfItsLetters()
    {
        CharTokenizer tokenizer = CharTokenizer.Train("banana");

        Assert.Equal(3, tokenizer.VocabularySize);
        AssertIds("Encode", [1, 0, 2, 0, 2, 0], tokenizer.Encode("banana"), "sort the characters; a is the first and gets 0.");
        Assert.Equal("nab", tokenizer.Decode([2, 0, 1]));
    }

    [Fact(DisplayName = "M01.E1 Ids follow the code point, also where UTF-16 orders differently")]
    public void Train_OfCharactersAboveFFFF_SortsByCodePoint()
    {
        // U+FF21 is one unit, 0xFF21; U+1F600 is two, of which the first is 0xD83D, less than 0xFF21.
        CharTokenizer tokenizer = CharTokenizer.Train("😀Ａé");

        AssertIds("Encode", [0, 1, 2], tokenizer.Encode("éＡ😀"), "compare code points (Rune), not chars or strings.");
    }

    [Theory(DisplayName = "M01.E1 What was encoded comes back: emoji, skin tones, CRLF, nothing at all")]
    [InlineData("")]
    [InlineData("a\r\nb\n\r")]
    [InlineData("👩🏽‍🚀 on the 🌙")]
    [InlineData("𝒜 and 𠀀 are one character each")]
    public void Decode_OfEncode_IsTheText(string text)
    {
        CharTokenizer tokenizer = CharTokenizer.Train(text);

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal(text.EnumerateRunes().Count(), tokenizer.Encode(text).Length);
    }

    [Fact(DisplayName = "M01.E1 The id for unknown characters is the last one, and is written <unk>")]
    public void Encode_OfUnknownCharacters_IsUnknownId()
    {
        CharTokenizer tokenizer = CharTokenizer.Train("ab", withUnknown: true);

        Assert.Equal(3, tokenizer.VocabularySize);
        Assert.Equal(2, tokenizer.UnknownId);
        AssertIds("Encode", [0, 2, 1], tokenizer.Encode("a😀b"), "an unknown character is one id, however many UTF-16 units it has.");
        Assert.Equal("a<unk>b", tokenizer.Decode([0, 2, 1]));
        Assert.Null(CharTokenizer.Train("ab").UnknownId);
    }

    [Fact(DisplayName = "M01.E1 Unknown characters, ids that do not exist and half surrogate pairs are refused")]
    public void BadArguments_AreRefused()
    {
        CharTokenizer tokenizer = CharTokenizer.Train("ab");

        AssertRefuses("Encode(\"abc\") without an unknown id", () => tokenizer.Encode("abc"));
        AssertRefuses("Decode([2]) of a vocabulary of 2", () => tokenizer.Decode([2]));
        AssertRefuses("Decode([-1])", () => tokenizer.Decode([-1]));
        AssertRefuses("Train on half a pair", () => CharTokenizer.Train("a\uD83D"));
        AssertRefuses("Encode of half a pair, although there is an unknown id", () => CharTokenizer.Train("a", withUnknown: true).Encode("\uDE00"));
    }
}
