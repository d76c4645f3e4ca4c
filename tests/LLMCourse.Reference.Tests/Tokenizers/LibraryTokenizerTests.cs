using LLMCourse.Reference.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Pinned so that an update of Microsoft.ML.Tokenizers 2.0.1 that changes what the course says of
/// it, or compares with it, is noticed.</summary>
/// <remarks>The reference's own tokenizer does it otherwise in each case; these are the reasons why the course has one.</remarks>
public sealed class LibraryTokenizerTests
{
    private const string End = "<|endoftext|>";
    private const int EndId = 50256;

    private static readonly BytePairTokenizer Own = BytePairTokenizer.Gpt2();

    [Fact]
    public void Encode_SpecialTokenInText_IsAlwaysRecognised()
    {
        TiktokenTokenizer library = TiktokenTokenizer.CreateForModel("gpt2");

        Pin(library.EncodeToIds($"a{End}b").Contains(EndId), "a special token in a text is recognised without being allowed");
        Assert.DoesNotContain(EndId, Own.EncodeOrdinary($"a{End}b"));
    }

    [Fact]
    public void Encode_SpecialTokenAfterManyPieces_IsSplit()
    {
        TiktokenTokenizer library = TiktokenTokenizer.CreateForModel("gpt2");
        Pin(library.EncodeToIds(End).SequenceEqual([EndId]), "a new instance knows the special token");

        // Special tokens live in the cache of 8,192 pieces; each number is one.
        string numbers = string.Join(' ', Enumerable.Range(100_000, 10_000));
        _ = library.EncodeToIds(numbers);

        Pin(library.EncodeToIds(End).Count > 1, "after 8,192 other pieces a special token is split into ordinary ones");
        _ = Own.Encode(numbers);
        Assert.Equal([EndId], Own.Encode(End));
    }

    [Fact]
    public void Encode_HalfASurrogatePair_IsThreeBytesThatDecodeToThreeReplacements()
    {
        TiktokenTokenizer library = TiktokenTokenizer.CreateForModel("gpt2");
        IReadOnlyList<int> ids = library.EncodeToIds("\uD83D");

        Pin(library.Decode(ids) == "\uFFFD\uFFFD\uFFFD", "half a surrogate pair comes back as three replacement characters");
        Assert.Equal("\uFFFD", Own.Decode(Own.Encode("\uD83D")));
    }

    [Fact]
    public void Decode_UnknownIdOrPieceOfACharacter_SaysNothing()
    {
        TiktokenTokenizer library = TiktokenTokenizer.CreateForModel("gpt2");
        IReadOnlyList<int> pieces = library.EncodeToIds("🙂");

        Pin(library.Decode([999_999]) == "", "an unknown id decodes to nothing, without a word");
        Pin(pieces.Count > 1 && library.Decode([pieces[0]]) == "\uFFFD", "a piece of a character decodes to one replacement character");
    }

    [Fact]
    public void EncodeToTokens_PiecesOfOneCharacter_HaveTheWholeCharactersOffsets()
    {
        TiktokenTokenizer library = TiktokenTokenizer.CreateForModel("gpt2");

        IReadOnlyList<EncodedToken> tokens = library.EncodeToTokens("🙂", out _);

        Pin(tokens.Count > 1 && tokens.All(token => token.Offset.Equals(0..2) && token.Value == "🙂"),
            "every piece of a character has the whole character's value and offsets");
    }

    private static void Pin(bool holds, string behaviour) => Assert.True(
        holds, $"Microsoft.ML.Tokenizers 2.0.1: {behaviour}. This version does something else. Look at reference/LLMCourse.Reference/Tokenizers and solutions/M01.Foundations/README.md.");
}
