using System.Text;
using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E2")]
public sealed class BpeTrainerTests
{
    [Fact(DisplayName = "M01.E2 Worked by hand: aaabdaaabac with three merges learns aa, aaa, aaab")]
    public void Train_OnTheClassicExample_MergesThreeTimes()
    {
        // aaabdaaabac: (a, a) stands 4 times. Then aa a b d aa a b a c: (aa, a) and (a, b) stand twice; aa > a decides. Then (aaa, b).
        BpeModel model = BpeTrainer.Train("aaabdaaabac", 259);

        Assert.Equal(["a+a", "aa+a", "aaa+b"], Written(model));
        Assert.Equal("aaab", Encoding.UTF8.GetString(model.Vocabulary[258]));
        Assert.Equal(259, model.Vocabulary.Count);
    }

    [Theory(DisplayName = "M01.E2 Ties go to the greatest pair: first the left tokens decide, then the right ones, as unsigned bytes")]
    [InlineData("ab\ncd", "cd")]
    [InlineData("ab\nac", "ac")]
    [InlineData("zé\nzy", "é")] // é is the bytes C3 A9, and C3 is greater than every ASCII letter, also as a left token
    public void Train_OnATie_MergesTheGreatestPair(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(BpeTrainer.Train(text, 257).Vocabulary[256]));

    [Fact(DisplayName = "M01.E2 Merges are what the slow and obvious trainer finds, on a made-up text")]
    public void Train_OnAText_EqualsTheObviousTrainer()
    {
        string text = MadeUpText(seed: 21, words: 400);

        Assert.Equal(ObviousMerges(text, 60), BpeTrainer.Train(text, 316).Merges.Select(m => $"{Convert.ToHexString(m.Left)} {Convert.ToHexString(m.Right)}"));
    }

    [Fact(DisplayName = "M01.E2 Special tokens have the last ids, are never merged across, and are not counted")]
    public void Train_WithSpecialTokens_KeepsThemApart()
    {
        BpeModel model = BpeTrainer.Train("xy<|end|>xy<|end|><|end|>", 258 + 1, ["<|end|>"]);

        Assert.Equal("<|end|>", Encoding.UTF8.GetString(model.Vocabulary[model.Vocabulary.Count - 1]));
        Assert.Equal(["x+y"], Written(model)); // and no "<|", which stands there three times
    }

    [Fact(DisplayName = "M01.E2 Nothing merges across pieces: a word takes the space before it, and never the one behind")]
    public void Train_NeverMergesAcrossPieces()
    {
        BpeModel model = BpeTrainer.Train("to be to be to be", 256 + 20);

        Assert.DoesNotContain(model.Vocabulary.Values, token => token.Length > 1 && token[^1] == ' ');
        Assert.Equal(256 + 4, model.Vocabulary.Count); // " b", "to", " be", " to": then no pair is left
    }

    [Fact(DisplayName = "M01.E2 A vocabulary without room for bytes and special tokens, and bad special tokens, are refused")]
    public void Train_BadArguments_AreRefused()
    {
        AssertRefuses("A vocabulary of 255", () => BpeTrainer.Train("a", 255));
        AssertRefuses("A vocabulary of 256 with a special token", () => BpeTrainer.Train("a", 256, ["<|end|>"]));
        AssertRefuses("An empty special token", () => BpeTrainer.Train("a", 300, [""]));
        AssertRefuses("A special token twice", () => BpeTrainer.Train("a", 300, ["<s>", "<s>"]));
        Assert.Equal(256, BpeTrainer.Train("", 300).Vocabulary.Count);
    }

    private static IEnumerable<string> Written(BpeModel model) => model.Merges.Select(m => $"{Encoding.UTF8.GetString(m.Left)}+{Encoding.UTF8.GetString(m.Right)}");

    // Counts everything anew before each merge.
    private static List<string> ObviousMerges(string text, int merges)
    {
        List<List<byte[]>> words = [.. Pieces.Of(text).Select(piece => Encoding.UTF8.GetBytes(text[piece]).Select(b => new[] { b }).ToList())];
        List<string> found = [];
        while (found.Count < merges)
        {
            var counts = new Dictionary<string, int>();
            foreach (List<byte[]> word in words)
            {
                for (int i = 1; i < word.Count; i++)
                {
                    string pair = $"{Convert.ToHexString(word[i - 1])} {Convert.ToHexString(word[i])}";
                    counts[pair] = counts.GetValueOrDefault(pair) + 1;
                }
            }

            // A space is less than every hexadecimal digit, so that the order of these strings is the order of the pairs.
            string best = counts.OrderByDescending(c => c.Value).ThenByDescending(c => c.Key, StringComparer.Ordinal).First().Key;
            found.Add(best);
            foreach (List<byte[]> word in words)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                {
                    if ($"{Convert.ToHexString(word[i])} {Convert.ToHexString(word[i + 1])}" != best) continue;
                    word[i] = [.. word[i], .. word[i + 1]];
                    word.RemoveAt(i + 1);
                }
            }
        }

        return found;
    }
}
