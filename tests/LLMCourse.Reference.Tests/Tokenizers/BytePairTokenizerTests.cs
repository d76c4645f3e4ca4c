using System.Text;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed class BytePairTokenizerTests
{
    private static readonly BytePairTokenizer Gpt2 = BytePairTokenizer.Gpt2();

    [Fact]
    public void Encode_RandomText_EqualsTheNaiveMerger()
    {
        var naive = new NaiveBytePair(Gpt2.Vocabulary.Merges.Select(merge => (merge.Left, merge.Right, merge.Result)));
        var random = new Random(37);
        for (int round = 0; round < 200; round++)
        {
            string text = RandomTexts.Next(random, random.Next(1, 40));

            int[] expected =
                [.. SplitRule.Gpt2.Split(text).SelectMany(piece => naive.Merge([.. Encoding.UTF8.GetBytes(piece).Select(ByteId)]))];

            Assert.Equal(expected, Gpt2.EncodeOrdinary(text));
            Assert.Equal(text, Gpt2.Decode(expected));
        }
    }

    [Fact]
    public void Encode_LongWord_EqualsTheNaiveMerger()
    {
        var naive = new NaiveBytePair(Gpt2.Vocabulary.Merges.Select(merge => (merge.Left, merge.Right, merge.Result)));
        var random = new Random(41);
        foreach (int length in new[] { 14, 15, 16, 17, 95, 96, 97, 400 })
        {
            string word = string.Concat(Enumerable.Range(0, length).Select(_ => "aabtheinrgs"[random.Next(11)]));
            Assert.Equal(naive.Merge([.. Encoding.UTF8.GetBytes(word).Select(ByteId)]), Gpt2.Encode(word));
        }
    }

    [Fact]
    public void Encode_WordOfHalfAMillionLetters_Finishes()
    {
        string word = string.Concat(Enumerable.Repeat("thein", 100_000));

        int[] ids = Gpt2.Encode(word);

        Assert.Equal(word, Gpt2.Decode(ids));
        Assert.InRange(ids.Length, 100_000, 300_000);
    }

    [Fact]
    public void Encode_Gpt2_EqualsMicrosoftMLTokenizers()
    {
        using var stream = new MemoryStream();
        using (var folder = new TemporaryFolder())
        {
            Gpt2.Vocabulary.SaveTiktoken(folder.File("gpt2.tiktoken"));
            stream.Write(File.ReadAllBytes(folder.File("gpt2.tiktoken")));
        }

        stream.Position = 0;
        TiktokenTokenizer other = TiktokenTokenizer.Create(stream, RobertaPreTokenizer.Instance, null);
        string book = DataSets.Shipped.ReadText("moby-dick")[..200_000];
        Assert.Equal(other.EncodeToIds(book), Gpt2.EncodeOrdinary(book));

        // Its split sees UTF-16 units: only texts without characters beyond U+FFFF can be compared.
        foreach (PublishedText text in PublishedTexts.All.Where(text => !text.Text.Any(char.IsSurrogate)))
            Assert.Equal(other.EncodeToIds(text.Text), Gpt2.EncodeOrdinary(text.Text));
    }

    [Fact]
    public void Encode_SpecialTokens_TakesTheLongestAtEachPlace()
    {
        var special = new Dictionary<string, int> { ["<|a|>"] = 300, ["<|a|><|a|>"] = 301, ["😀!"] = 302 };
        BytePairTokenizer tokenizer = Small(special);

        Assert.Equal([301, 300, 32, 301], tokenizer.Encode("<|a|><|a|><|a|> <|a|><|a|>"));
        Assert.Equal([120, 302, 302, 300], tokenizer.Encode("x😀!😀!<|a|>"));
        Assert.Equal("<|a|><|a|>x😀!", tokenizer.Decode([301, 120, 302]));
        Assert.DoesNotContain(tokenizer.EncodeOrdinary("<|a|><|a|>"), id => id >= 300);
        Assert.Equal([50256, 50256], Gpt2.Encode("<|endoftext|><|endoftext|>"));
        Assert.Equal([27, 91, 437, 1659, 5239, 91, 29], Gpt2.EncodeOrdinary("<|endoftext|>"));
    }

    [Fact]
    public void Decode_HalfACharacter_GivesTheReplacementCharacter()
    {
        int[] ids = Gpt2.Encode("𝒜");

        // F0 9D, 92 and 9C: the first two bytes are one token.
        Assert.Equal(3, ids.Length);
        Assert.Equal("\uFFFD", Gpt2.Decode(ids.AsSpan(0, 2)));
        Assert.Equal("\uFFFDx", Gpt2.Decode([ids[0], 87]));
        Assert.Equal("\uFFFD\uFFFD", Gpt2.Decode([ids[1], ids[1]]));
        Assert.Equal("", Gpt2.Decode([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gpt2.Decode([50257]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gpt2.Decode([-1]));
    }

    [Fact]
    public void Decoder_TokenByToken_HoldsSplitCharactersBack()
    {
        TokenTextDecoder decoder = Gpt2.NewDecoder();
        int[] ids = Gpt2.Encode("a𝒜é");

        Assert.Equal("a𝒜é", string.Concat(ids.Select(decoder.Append)) + decoder.Complete());
        Assert.Equal("", decoder.Append(ids[1]));
        Assert.Equal("\uFFFD", decoder.Complete());
        Assert.Equal("a", decoder.Append(ids[0]));
    }

    [Fact]
    public void Encode_AnyBytes_GivesThemBack()
    {
        var random = new Random(43);
        BytePairEncoder encoder = Gpt2.NewEncoder();
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = RandomTexts.Bytes(random, random.Next(0, 60)), back = new byte[60];
            int[] ids = new int[bytes.Length];

            int count = encoder.Encode(bytes, ids);

            Assert.Equal(bytes, back[..Gpt2.DecodeBytes(ids.AsSpan(0, count), back)]);
        }
    }

    [Fact]
    public void Encoder_SteadyState_AllocatesNothing()
    {
        byte[] text = DataSets.Shipped.ReadBytes("moby-dick")[..200_000];
        int[] ids = new int[text.Length];
        BytePairEncoder encoder = Gpt2.NewEncoder();
        int expected = encoder.Encode(text, ids), count = 0;

        long allocated = Allocations.Of(() => count = encoder.Encode(text, ids));

        Assert.Equal(expected, count);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Encoder_PlaceTooShort_SaysHowMuchSuffices()
    {
        byte[] text =
            Encoding.UTF8.GetBytes("the cat sat<|endoftext|> supercalifragilisticexpialidocious " + new string('x', 200) + "\n\n\n");
        int[] expected = Gpt2.Encode(Encoding.UTF8.GetString(text));
        BytePairEncoder encoder = Gpt2.NewEncoder();
        for (int length = 0; length < expected.Length; length++)
        {
            int[] ids = new int[length];
            Assert.Contains("too short", Assert.Throws<ArgumentException>(() => encoder.Encode(text, ids)).Message,
                StringComparison.Ordinal);
        }

        int[] exact = new int[expected.Length];
        Assert.Equal(expected.Length, encoder.Encode(text, exact));
        Assert.Equal(expected, exact);
        Assert.Throws<ArgumentException>(() => Gpt2.DecodeBytes(expected, new byte[text.Length - 1]));
    }

    [Fact]
    public async Task Encode_ManyThreads_AgreeWithOne()
    {
        string[] texts = [.. Enumerable.Range(0, 64).Select(seed => RandomTexts.Next(new Random(seed), 100))];

        int[][] together = await Task.WhenAll(texts.Select(text => Task.Run(() => Gpt2.Encode(text))));

        Assert.Equal(texts.Select(text => BytePairTokenizer.Gpt2().Encode(text)), together);
    }

    internal static BytePairTokenizer Small(Dictionary<string, int> special) =>
        new(BytePairVocabulary.FromMerges(Enumerable.Range(0, 256).ToDictionary(b => b, b => (byte[])[(byte)b]), [], special),
            SplitRule.Gpt2);

    private static int ByteId(byte value) => Gpt2.Vocabulary.TryGetId([value], out int id) ? id : -1;
}
