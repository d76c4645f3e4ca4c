using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed class CharacterTokenizerTests
{
    [Fact]
    public void Train_Text_NumbersItsCodePointsInOrder()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Train("b😀a\r\nb\uFFFDa");

        // U+1F600 is above U+FFFD, although its first surrogate, U+D83D, is below.
        Assert.Equal("\n\rab\uFFFD😀", tokenizer.Characters);
        Assert.Equal(6, tokenizer.VocabularySize);
        Assert.Equal([3, 5, 2], tokenizer.Encode("b😀a"));
    }

    [Fact]
    public void Of_ItsOwnCharacters_IsTheSameTokenizer()
    {
        CharacterTokenizer trained = CharacterTokenizer.Train("b😀a");

        CharacterTokenizer made = CharacterTokenizer.Of(trained.Characters);

        Assert.Equal(trained.Encode("😀ab"), made.Encode("😀ab"));
        Assert.Equal("zya", CharacterTokenizer.Of("zya").Characters); // the order is the caller's
        Assert.Contains("U+1F600 is there twice", Assert.Throws<ArgumentException>(() => CharacterTokenizer.Of("😀a😀")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\r\nline\n")]
    [InlineData("👍🏽 and 👨\u200D👩\u200D👧, 𝒜 and 𠀀")]
    public void Decode_EncodedText_GivesItBack(string text)
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Train(text);

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void Encode_UnknownCharacter_IsAnErrorOrATokenOfItsOwn()
    {
        var error = Assert.Throws<ArgumentException>(() => CharacterTokenizer.Train("abc").Encode("ab😀"));
        CharacterTokenizer tokenizer = CharacterTokenizer.Train("abc", unknown: true);

        Assert.Contains("U+1F600 at 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, tokenizer.UnknownId);
        Assert.Equal([0, 3, 2], tokenizer.Encode("a😀c"));
        Assert.Equal("a\uFFFDc", tokenizer.Decode([0, 3, 2]));
        Assert.Equal(4, tokenizer.VocabularySize);
    }

    [Fact]
    public void Decode_NoSuchToken_SaysWhichThereAre()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => CharacterTokenizer.Train("abc").Decode([0, 3]));

        Assert.Contains("no token 3; the ids go from 0 to 2", error.Message, StringComparison.Ordinal);
    }
}
