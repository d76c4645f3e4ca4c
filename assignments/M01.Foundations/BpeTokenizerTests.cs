using System.Text;
using LLMCourse.Reference.Tokenizers;
using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E3")]
public sealed class BpeTokenizerTests
{
    private const string End = "<|endoftext|>";

    // Merges in order: "he", "ll", "hell", " w", "or", " wor". Ids: bytes 0 to 255, then the merges, then the special token.
    private static readonly (byte[], byte[])[] Merges =
        [.. new[] { ("h", "e"), ("l", "l"), ("he", "ll"), (" ", "w"), ("o", "r"), (" w", "or") }.Select(m => (Bytes(m.Item1), Bytes(m.Item2)))];

    [Fact(DisplayName = "M01.E3 Worked by hand: hello world is hell, o, ␠wor, l, d")]
    public void Encode_OfHelloWorld_MergesByRank()
    {
        // h e l l o → he l l o → he ll o → hell o;   ␠ w o r l d → ␠w o r l d → ␠w or l d → ␠wor l d
        AssertIds("Encode", [258, 'o', 261, 'l', 'd'], Tokenizer().Encode("hello world"), "of all pairs that have a merge, the least rank goes first.");
    }

    [Fact(DisplayName = "M01.E3 The least rank goes first, wherever it stands, not the leftmost pair")]
    public void Encode_MergesTheLeastRankFirst()
    {
        // In "wello" (l, l) has rank 1; in "lll" the left pair goes first.
        AssertIds("Encode", [257, 'l'], Tokenizer().Encode("lll"), "equal ranks go from left to right.");
        AssertIds("Encode", [256, 257, 'l'], new BpeTokenizer(Vocabulary(), [Merges[0], Merges[1]]).Encode("helll"), "a merge that is not in the list is not made, even if its result is a token.");
    }

    [Fact(DisplayName = "M01.E3 Special tokens become one id, the longest first; without them they are plain text")]
    public void Encode_OfSpecialTokens_TakesTheLongest()
    {
        Dictionary<int, byte[]> vocabulary = Vocabulary();
        vocabulary[500] = Bytes(End + End);
        BpeTokenizer tokenizer = new(vocabulary, Merges, [End, End + End]);

        AssertIds("Encode", [500, 262, 'h', 'i', 500], tokenizer.Encode($"{End}{End}{End}hi{End}{End}"), "try longer special tokens before shorter ones.");
        Assert.DoesNotContain(262, new BpeTokenizer(vocabulary, Merges).Encode(End));
    }

    [Theory(DisplayName = "M01.E3 With GPT-2's published vocabulary the ids are GPT-2's")]
    [InlineData("Hello world", new[] { 15496, 995 })]
    [InlineData("<|endoftext|>", new[] { 50256 })]
    [InlineData("It's  2 Größen,\n\n \tnot 😀!", null)]
    public void Encode_WithGpt2sVocabulary_GivesGpt2sIds(string text, int[]? published)
    {
        BytePairVocabulary gpt2 = BytePairVocabulary.Gpt2;
        Dictionary<int, byte[]> vocabulary = Enumerable.Range(0, gpt2.Count).ToDictionary(id => id, id => gpt2.Bytes(id).ToArray());
        BpeTokenizer tokenizer = new(vocabulary, [.. gpt2.Merges.Select(m => (vocabulary[m.Left], vocabulary[m.Right]))], [End]);

        AssertIds("Encode", published ?? BytePairTokenizer.Gpt2().Encode(text), tokenizer.Encode(text), "the id of a byte is not its value: ! is 0 there.");
    }

    [Theory(DisplayName = "M01.E3 Decoding gives the text back, whatever the language")]
    [InlineData("")]
    [InlineData("hello   world, it's 3.14")]
    [InlineData("Größe, Straße, naïve")]
    [InlineData("日本語 👩🏽‍🚀 𝒜")]
    [InlineData("if (x) {\n\t\treturn;\r\n}")]
    public void Decode_OfEncode_IsTheText(string text) => Assert.Equal(text, Tokenizer().Decode(Tokenizer().Encode(text)));

    [Fact(DisplayName = "M01.E3 A character spread over tokens is decoded whole; broken bytes become U+FFFD")]
    public void Decode_OfBytes_JoinsThemFirst()
    {
        Assert.Equal("é", Tokenizer().Decode([0xC3, 0xA9]));
        Assert.Equal("a\uFFFDb", Tokenizer().Decode(['a', 0xC3, 'b']));
    }

    [Fact(DisplayName = "M01.E3 A stream cut anywhere gives the ids of the whole text")]
    public void EncodeIterable_CutAnywhere_EqualsEncode()
    {
        string text = $"hello  world\n \n it'll{End} hello's {End}{End[..7]} 😀 don'ts 'l" + MadeUpText(31, 60);
        int[] whole = Tokenizer().Encode(text);

        for (int size = 1; size < 9; size++)
        {
            IEnumerable<string> chunks = text.Chunk(size).Select(c => new string(c));
            AssertIds($"EncodeIterable, {size} characters at a time", whole, Tokenizer().EncodeIterable(chunks), "what may still change with the next chunk has to wait for it: the last word, white space, half a special token.");
        }
    }

    [Fact(DisplayName = "M01.E3 A stream is read as its ids are asked for, not before")]
    public void EncodeIterable_IsLazy()
    {
        int read = 0;
        IEnumerable<int> ids = Tokenizer().EncodeIterable(Chunks());
        Assert.Equal(0, read);

        Assert.Equal(20, ids.Take(20).Count());
        Assert.True(read < 30, $"For 20 ids {read} chunks of two tokens were read.\nHint: yield ids while you read.");

        IEnumerable<string> Chunks()
        {
            while (true)
            {
                read++;
                yield return "hello";
                yield return " ";
            }
        }
    }

    [Fact(DisplayName = "M01.E3 A vocabulary without a byte, a merge or a special token, and ids that do not exist, are refused")]
    public void BadArguments_AreRefused()
    {
        Dictionary<int, byte[]> noByte = Vocabulary();
        _ = noByte.Remove(65);

        AssertRefuses("A vocabulary without the byte 65", () => new BpeTokenizer(noByte, []));
        AssertRefuses("A merge whose result is not in the vocabulary", () => new BpeTokenizer(Vocabulary(), [(Bytes("x"), Bytes("y"))]));
        AssertRefuses("A special token that is not in the vocabulary", () => new BpeTokenizer(Vocabulary(), Merges, ["<|pad|>"]));
        AssertRefuses("Decode([9999])", () => Tokenizer().Decode([9999]));
        AssertRefuses("A stream that is null, when EncodeIterable is called", () => Tokenizer().EncodeIterable(null!));
    }

    private static BpeTokenizer Tokenizer() => new(Vocabulary(), Merges, [End]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Dictionary<int, byte[]> Vocabulary()
    {
        Dictionary<int, byte[]> vocabulary = Enumerable.Range(0, 256).ToDictionary(b => b, b => new[] { (byte)b });
        foreach ((byte[] left, byte[] right) in Merges) vocabulary[vocabulary.Count] = [.. left, .. right];
        vocabulary[vocabulary.Count] = Bytes(End);
        return vocabulary;
    }
}
