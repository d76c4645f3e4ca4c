using System.Text.Json;
using VerifyXunit;
using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E8")]
public sealed class JsonGrammarTests
{
    private static readonly string[] Vocabulary =
        [.. "{}[]:,\"\\-+.01eEutrfalsncdbx8 \n".Select(c => c.ToString()), "true", "null", "\":", "{\"", "\\n", "é", "😀", "", ", ", "]]"];

    [Theory(DisplayName = "M05.E8 Worked by hand: how many characters are missing at least")]
    [InlineData("", 1)] // 0
    [InlineData("[", 1)] // ]
    [InlineData("[1,", 2)] // 0]
    [InlineData("{\"a", 4)] // ":0}
    [InlineData("{\"a\":[-", 3)] // 0]}
    [InlineData("{\"a\":1,", 5)] // "":0}
    [InlineData("fal", 2)] // se
    [InlineData("\"\\u00", 3)] // two digits and the quotation mark
    [InlineData("\"\\ud83d", 7)] // the second half of the pair, and the quotation mark
    [InlineData("[1e5 ]\n", 0)]
    [InlineData("[1,]", -1)]
    [InlineData("01", -1)]
    public void ShortestCompletion_OfAPrefix_IsCounted(string prefix, int missing)
    {
        Assert.Equal(missing, new JsonGrammar(Vocabulary).ShortestCompletion(prefix));
        Assert.Equal(missing == 0, new JsonGrammar(Vocabulary).IsComplete(prefix));
    }

    [Fact(DisplayName = "M05.E8 What may come next, token by token")]
    public async Task Mask_AfterPrefixes_AllowsWhatGoesOn()
    {
        var grammar = new JsonGrammar(Vocabulary);
        (string Prefix, int Remaining)[] cases = [("", 9), ("", 1), ("{", 9), ("{", 5), ("{\"a\"", 9), ("[1", 9), ("[1", 1), ("-", 9), ("0", 9), ("\"\\", 9), ("\"\\ud83d\\", 9), ("[tr", 9)];
        await Verifier.Verify(string.Join('\n', cases.Select(c => $"{c.Prefix}  ({c.Remaining} left)  →  {Allowed(grammar, c.Prefix, c.Remaining)}")));
    }

    [Fact(DisplayName = "M05.E8 A thousand texts from random numbers all parse, and none is too long")]
    public void Mask_WithRandomChoices_AlwaysEndsInJson()
    {
        var grammar = new JsonGrammar(Vocabulary, maxDepth: 5);
        var rng = new Xoshiro(12);
        for (int sample = 0; sample < 1000; sample++)
        {
            int budget = 1 + (sample % 30);
            string text = "";
            while (!grammar.IsComplete(text) || (text.Length < budget && rng.NextDouble() < 0.8))
            {
                int[] allowed = [.. grammar.Mask(text, budget - text.Length).Select((may, id) => may ? id : -1).Where(id => id >= 0)];
                if (allowed.Length == 0) break;
                text += Vocabulary[allowed[(int)(rng.NextDouble() * allowed.Length)]];
            }

            Assert.True(text.Length <= budget, $"The text has {text.Length} characters, {budget} were allowed: {text}");
            JsonDocument.Parse(text).Dispose();
        }
    }

    [Theory(DisplayName = "M05.E8 A text is complete just when System.Text.Json parses it")]
    [InlineData("{\"a\": [1, -2.5e+3, true, null], \"\\u00e9\": {\"\": \"😀\"}}")]
    [InlineData(" \"x\" ")]
    [InlineData("-0")]
    [InlineData("1.")]
    [InlineData("\"a\nb\"")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1 2]")]
    [InlineData("nulls")]
    [InlineData("[}")]
    [InlineData("")]
    public void IsComplete_AgreesWithTheParser(string text)
    {
        bool parses = Record.Exception(() => JsonDocument.Parse(text).Dispose()) is null;

        Assert.Equal(parses, new JsonGrammar(Vocabulary).IsComplete(text));
    }

    [Fact(DisplayName = "M05.E8 Nesting stops at the greatest depth")]
    public void Mask_AtTheGreatestDepth_OpensNothing()
    {
        var grammar = new JsonGrammar(Vocabulary, maxDepth: 2);

        Assert.Equal(2, grammar.ShortestCompletion("[["));
        Assert.Equal(-1, grammar.ShortestCompletion("[[["));
        Assert.Equal(-1, grammar.ShortestCompletion("[{\"a\":{"));
    }

    [Fact(DisplayName = "M05.E8 Vocabularies and prefixes that make no sense are refused with an ArgumentException")]
    public void JsonGrammar_BadArguments_AreRefused()
    {
        AssertRefuses("A vocabulary without ]", () => new JsonGrammar([.. Vocabulary.Where(t => t != "]")]));
        AssertRefuses("Half a surrogate pair", () => new JsonGrammar([.. Vocabulary, "\ud83d"]));
        AssertRefuses("A depth of −1", () => new JsonGrammar(Vocabulary, -1));
        AssertRefuses("A prefix that is none", () => new JsonGrammar(Vocabulary).Mask("]", 9));
        AssertRefuses("Too small a budget", () => new JsonGrammar(Vocabulary).Mask("{\"a", 3));
    }

    private static string Allowed(JsonGrammar grammar, string prefix, int remaining)
    {
        bool[] mask = grammar.Mask(prefix, remaining);
        return string.Join("  ", Vocabulary.Where((_, id) => mask[id]).Select(t => t.Replace(" ", "␠", StringComparison.Ordinal).Replace("\n", "␤", StringComparison.Ordinal)));
    }
}
