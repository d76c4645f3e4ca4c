using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E5")]
public sealed class NGramLmTests
{
    private const double Close = 1e-12;

    [Fact(DisplayName = "M01.E5 Worked by hand: after 0 came 1 twice and 2 once, so P(1 | 0) = (2 + ½) / (3 + ½·3)")]
    public void LogProb_OfABigram_IsItsSmoothedCount()
    {
        NGramLm model = NGramLm.Fit([0, 1, 0, 1, 0, 2], order: 2, alpha: 0.5, vocabularySize: 3);

        AssertNumber("ln P(1 | 0)", Math.Log(2.5 / 4.5), model.LogProb([0], 1), "count pairs, add alpha to each, alpha·V to their sum.");
        AssertNumber("ln P(1 | … 0)", Math.Log(2.5 / 4.5), model.LogProb([2, 2, 0], 1), "only the last n − 1 tokens count.");
        AssertNumber("ln P(0)", Math.Log(3.5 / 7.5), model.LogProb([], 0), "without context it is the unigram model.");
    }

    [Fact(DisplayName = "M01.E5 A context that nothing ever followed is shortened; the last token of the text is one")]
    public void LogProb_AfterAnUnseenContext_BacksOff()
    {
        NGramLm model = NGramLm.Fit([0, 1, 0, 1, 0, 2], order: 3, alpha: 0, vocabularySize: 4);

        AssertNumber("ln P(0 | 2, 1)", 0, model.LogProb([2, 1], 0), "(2, 1) never occurred; after 1 always came 0.");
        AssertNumber("ln P(1 | 0, 2)", Math.Log(2.0 / 6), model.LogProb([0, 2], 1), "nothing follows the last token: back to the unigram model.");
        AssertNumber("ln P(3 | 0)", double.NegativeInfinity, model.LogProb([0], 3), "without smoothing what was not seen is impossible.");
        AssertNumber("ln P without any training text", -Math.Log(4), NGramLm.Fit([], 3, 0, 4).LogProb([1], 2), "1/V, not 0/0.");
    }

    [Theory(DisplayName = "M01.E5 After any context the probabilities sum to 1")]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.0)]
    [InlineData(3, 1.0)]
    public void LogProb_OverAllTokens_SumsTo1(int order, double alpha)
    {
        NGramLm model = NGramLm.Fit(Tokens(51, 300, 7), order, alpha, vocabularySize: 9); // 7 and 8 never occur

        foreach (int[] context in (int[][])[[], [3], [8], [1, 2], [8, 2], [2, 8], [5, 5, 5]])
            Assert.Equal(1, Enumerable.Range(0, 9).Sum(next => Math.Exp(model.LogProb(context, next))), 1e-9);
    }

    [Fact(DisplayName = "M01.E5 The chain rule: the probability of a text is the product over its tokens")]
    public void SequenceLogProb_IsTheSumOverTokens()
    {
        int[] text = Tokens(52, 40, 5);
        NGramLm model = NGramLm.Fit(Tokens(53, 200, 5), 3, 0.3, 5);
        double sum = 0;
        for (int i = 0; i < text.Length; i++) sum += model.LogProb(text.AsSpan(0, i), text[i]);

        AssertNumber("SequenceLogProb", sum, model.SequenceLogProb(text), "add up ln P of each token given those before it.");
        AssertNumber("Perplexity", Math.Exp(-sum / 40), model.Perplexity(text), "exp of the mean negative log-probability.");
        AssertNumber("SequenceLogProb of nothing", 0, model.SequenceLogProb([]), "an empty sum is 0.");
    }

    [Fact(DisplayName = "M01.E5 A model that knows nothing has perplexity V; one token is enough; an impossible token makes it infinite")]
    public void Perplexity_OfExtremes_IsVOrInfinite()
    {
        AssertNumber("Perplexity of the uniform model", 6, NGramLm.Fit([], 2, 1, 6).Perplexity([0, 5, 3]), "V equally likely tokens.");
        AssertNumber("Perplexity of one token", 2, NGramLm.Fit([0, 1], 2, 0, 6).Perplexity([1]), "its unigram probability is ½.");
        AssertNumber("Perplexity with an impossible token", double.PositiveInfinity, NGramLm.Fit([0, 1], 1, 0, 6).Perplexity([0, 5]), "exp(∞) is ∞, not NaN.");
    }

    [Fact(DisplayName = "M01.E5 Tokens outside of the vocabulary and numbers out of range are refused")]
    public void BadArguments_AreRefused()
    {
        NGramLm model = NGramLm.Fit([0, 1], 2, 1, 2);

        AssertRefuses("order 0", () => NGramLm.Fit([0], 0, 1, 2));
        AssertRefuses("alpha −1", () => NGramLm.Fit([0], 1, -1, 2));
        AssertRefuses("A vocabulary of 0", () => NGramLm.Fit([], 1, 1, 0));
        AssertRefuses("The token 2 of a vocabulary of 2", () => NGramLm.Fit([2], 1, 1, 2));
        AssertRefuses("A next token of −1", () => model.LogProb([], -1));
        AssertRefuses("The perplexity of nothing", () => model.Perplexity([]));
    }

    private static int[] Tokens(int seed, int count, int below)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Min(random.Next(below), random.Next(below)))];
    }

    private static void AssertNumber(string what, double expected, double actual, string hint) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= Close * (1 + Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}.\nHint: {hint}");
}
