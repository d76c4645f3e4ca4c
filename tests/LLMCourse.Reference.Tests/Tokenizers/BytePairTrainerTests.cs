using System.Text;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

public sealed class BytePairTrainerTests
{
    [Fact]
    public void Train_WorkedExample_MergesByHand()
    {
        // Pairs of aaabdaaabac: aa 4 times (it overlaps itself), ab 2, the rest once: aa. Then X a b d X a b a c: (aa, a) and (a, b) twice
        // each, and aa is greater than a: (aa, a). Then Y b d Y b a c: (aaa, b) twice. So Z d Z a c.
        BytePairVocabulary vocabulary = BytePairTrainer.Train("aaabdaaabac", 259);

        Assert.Equal([("a", "a"), ("aa", "a"), ("aaa", "b")], Merges(vocabulary));
        Assert.Equal([258, 100, 258, 97, 99], new BytePairTokenizer(vocabulary, SplitRule.Gpt2).Encode("aaabdaaabac"));
    }

    [Theory]
    [InlineData("ab cd", "c|d")] // " cd" and "ab": (c, d), (a, b), (space, c) once each.
    [InlineData("az ay", "a|z")] // Equal left tokens: the greater right one; (space, a) is less.
    [InlineData("éa", "Ã|©")] // Bytes count, not characters: C3 A9 61, and C3 is the greater.
    public void Train_Tie_TakesTheLexicographicallyGreatestPair(string text, string expected) =>
        Assert.Equal([(expected[..1], expected[2..])], Merges(BytePairTrainer.Train(text, 257)));

    [Theory]
    [InlineData("ab", 40)]
    [InlineData("aab ", 60)]
    [InlineData("abcdef  '\n", 120)]
    [InlineData("aeiountrs ,.12äß漢😀", 200)]
    public void Train_RandomText_EqualsTheNaiveTrainer(string alphabet, int merges)
    {
        var random = new Random(17);
        Rune[] letters = [.. alphabet.EnumerateRunes()];
        for (int round = 0; round < 12; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 700))
                .Select(_ => letters[random.Next(random.Next(letters.Length) + 1)].ToString()));
            foreach (SplitRule rule in new[] { SplitRule.Gpt2, SplitRule.Cl100k })
            {
                BytePairVocabulary vocabulary = BytePairTrainer.Train(text, 256 + merges, new BytePairTrainerOptions { Rule = rule });
                Assert.Equal(NaiveTrainer.Train([text], merges, rule), Merges(vocabulary));
            }
        }
    }

    [Fact]
    public void Train_English_EqualsTheNaiveTrainer()
    {
        string text = DataSets.Shipped.ReadText("moby-dick")[..15_000];

        BytePairVocabulary vocabulary = BytePairTrainer.Train(text, 500);

        List<(string Left, string Right)> expected = NaiveTrainer.Train([text], 244, SplitRule.Gpt2);
        Assert.Equal(expected, Merges(vocabulary));
        Assert.Equal(expected.Select(merge => merge.Left + merge.Right),
            Enumerable.Range(256, 244).Select(id => Latin1(vocabulary.Bytes(id))));
        Assert.Equal(Enumerable.Range(0, 256).Select(b => ((char)b).ToString()),
            Enumerable.Range(0, 256).Select(id => Latin1(vocabulary.Bytes(id))));
    }

    [Fact]
    public void Train_SpecialTokens_AreNeverMergedAcrossAndComeLast()
    {
        const string text = "xyz<|end|>xyz<|end|><|end|>xyz end<|end|>";
        var options = new BytePairTrainerOptions { SpecialTokens = ["<|end|>", "<|other|>"] };

        BytePairVocabulary vocabulary = BytePairTrainer.Train(text, 270, options);

        Assert.Equal(NaiveTrainer.Train(text.Split("<|end|>"), 12, SplitRule.Gpt2), Merges(vocabulary));
        int merges = vocabulary.Merges.Count;
        Assert.Equal(256 + merges, vocabulary.SpecialTokens["<|end|>"]);
        Assert.Equal(257 + merges, vocabulary.SpecialTokens["<|other|>"]);
        Assert.Equal(258 + merges, vocabulary.Count);
        Assert.DoesNotContain(vocabulary.Merges, merge => Latin1(vocabulary.Bytes(merge.Result)).Contains('|', StringComparison.Ordinal));
    }

    [Fact]
    public void Train_TextThatRunsOut_StaysSmaller()
    {
        Assert.Equal(256, BytePairTrainer.Train("", 1000).Count);
        Assert.Equal(256, BytePairTrainer.Train("a b", 256).Count);
        Assert.Equal(258, BytePairTrainer.Train("abc", 1000).Count);
    }

    [Fact]
    public void Train_FileStringAndBytes_GiveTheSame()
    {
        using var folder = new TemporaryFolder();
        string text = DataSets.Shipped.ReadText("moby-dick")[..30_000] + "<|e|>" + new string('x', 1_200_000) + " 漢字 <|e|> the end";
        File.WriteAllText(folder.File("text"), text);
        var options = new BytePairTrainerOptions { SpecialTokens = ["<|e|>"] };

        var expected = Merges(BytePairTrainer.Train(text, 600, options));

        Assert.Equal(expected, Merges(BytePairTrainer.TrainFile(folder.File("text"), 600, options)));
        Assert.Equal(expected, Merges(BytePairTrainer.Train(Encoding.UTF8.GetBytes(text), 600, options)));
    }

    [Fact]
    public void Train_BytesThatAreNotUtf8_AreKept()
    {
        byte[] bytes = [0xFF, 0xFE, 0xFF, 0xFE, 0xC3];

        BytePairVocabulary vocabulary = BytePairTrainer.Train(bytes, 258);

        Assert.Equal([0xFF, 0xFE], vocabulary.Bytes(256).ToArray());
        int[] ids = new int[5];
        var tokenizer = new BytePairTokenizer(vocabulary, SplitRule.Gpt2);
        int count = tokenizer.NewEncoder().Encode(bytes, ids);
        byte[] back = new byte[5];
        Assert.Equal(5, tokenizer.DecodeBytes(ids.AsSpan(0, count), back));
        Assert.Equal(bytes, back);
    }

    [Fact]
    public void Train_BadArguments_SayWhatTheyMustBe()
    {
        static string message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;

        Assert.Contains("must be from 256", message(() => BytePairTrainer.Train("a", 255)), StringComparison.Ordinal);
        Assert.Contains("must be from 257", message(() => BytePairTrainer.Train("a", 256, new() { SpecialTokens = ["x"] })),
            StringComparison.Ordinal);
        Assert.Contains("must be different", message(() => BytePairTrainer.Train("a", 300, new() { SpecialTokens = ["x", "x"] })),
            StringComparison.Ordinal);
        Assert.Contains("not empty", message(() => BytePairTrainer.Train("a", 300, new() { SpecialTokens = [""] })),
            StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(
            () => BytePairTrainer.Train("abab", 300, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static List<(string Left, string Right)> Merges(BytePairVocabulary vocabulary) =>
        [.. vocabulary.Merges.Select(merge => (Latin1(vocabulary.Bytes(merge.Left)), Latin1(vocabulary.Bytes(merge.Right))))];

    private static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
