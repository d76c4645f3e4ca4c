using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E1")]
public sealed class PerplexityTests
{
    // Two tokens. After a 0 comes a 0 with probability 1/4 and a 1 with 3/4; after a 1, each with 1/2.
    private static readonly LastTokenModel Chain = new([[0.25, 0.75], [0.5, 0.5]]);

    private static readonly int[] Text = [0, 1, 1, 0, 0];

    [Fact(DisplayName = "M08.E1 Worked by hand: 3/4 · 1/2 · 1/2 · 1/4, and the first token is not scored")]
    public void Evaluate_OnAChain_IsTheChainRule()
    {
        PerplexityResult result = Perplexity.Evaluate(Chain, Text, context: 8, stride: 4);

        Assert.Equal(4, result.Tokens);
        Assert.Equal(-Math.Log(3.0 / 64), result.NegativeLogLikelihood, 1e-6); // the model's logits are rounded to float32
        Assert.Equal(Math.Pow(64.0 / 3, 1.0 / 4), result.Perplexity, 1e-6);
        Assert.Equal(Math.Log2(64.0 / 3) / 2, result.BitsPerByte(2), 1e-6);
    }

    [Fact(DisplayName = "M08.E1 Each token is scored once, whatever the context and the stride")]
    public void Evaluate_AnyWindows_ScoreEachTokenOnce()
    {
        // What a chain predicts depends on the last token only, so the windows must not matter.
        for (int context = 1; context <= 8; context++)
        {
            for (int stride = 1; stride <= context; stride++)
            {
                PerplexityResult result = Perplexity.Evaluate(Chain, Text, context, stride);
                Assert.Equal(4, result.Tokens);
                Assert.Equal(-Math.Log(3.0 / 64), result.NegativeLogLikelihood, 1e-6);
            }
        }
    }

    [Fact(DisplayName = "M08.E1 The windows over nine tokens, for a context of 4")]
    public void Evaluate_ByStride_ShowsTheseWindows()
    {
        int[] text = [0, 1, 0, 1, 0, 1, 0, 1, 0]; // eight tokens to score
        Chain.Calls.Clear();

        _ = Perplexity.Evaluate(Chain, text, context: 4, stride: 4);
        Assert.Equal(["4 shown, 4 predicted", "4 shown, 4 predicted"], Chain.Calls);

        Chain.Calls.Clear();
        _ = Perplexity.Evaluate(Chain, text, context: 4, stride: 3);
        Assert.Equal(["4 shown, 4 predicted", "4 shown, 3 predicted", "2 shown, 1 predicted"], Chain.Calls);
    }

    [Fact(DisplayName = "M08.E1 Bits per byte do not depend on the tokenizer; perplexity does")]
    public void BitsPerByte_OfLettersAndOfPairs_IsTheSame()
    {
        // A text of eight letters out of four, all equally likely, with one more token for its beginning: once the tokens are
        // letters, once they are the 16 pairs of letters.
        var letters = new LastTokenModel([.. Enumerable.Repeat(Enumerable.Repeat(0.25, 4).ToArray(), 4)]);
        var pairs = new LastTokenModel([.. Enumerable.Repeat(Enumerable.Repeat(1 / 16.0, 16).ToArray(), 16)]);
        PerplexityResult byLetters = Perplexity.Evaluate(letters, [0, 3, 1, 2, 2, 0, 3, 1, 1], 8, 8), byPairs = Perplexity.Evaluate(pairs, [0, 13, 10, 3, 5], 8, 8);

        Assert.Equal(4, byLetters.Perplexity, 1e-9);
        Assert.Equal(16, byPairs.Perplexity, 1e-9);
        Assert.Equal(2, byLetters.BitsPerByte(8), 1e-9);
        Assert.Equal(2, byPairs.BitsPerByte(8), 1e-9);
    }

    [Fact(DisplayName = "M08.E1 What the model finds impossible has an infinite perplexity")]
    public void Evaluate_ImpossibleToken_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, Perplexity.Evaluate(new LastTokenModel([[1, 0], [0.5, 0.5]]), [0, 0, 1, 1], 2, 1).Perplexity);

    [Fact(DisplayName = "M08.E1 Bad arguments are refused")]
    public void Evaluate_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Perplexity.Evaluate(Chain, [0], 4, 2)); // nothing to score
        Assert.ThrowsAny<ArgumentException>(() => Perplexity.Evaluate(Chain, Text, 0, 0));
        Assert.ThrowsAny<ArgumentException>(() => Perplexity.Evaluate(Chain, Text, 4, 5)); // a token would be left out
        Assert.ThrowsAny<ArgumentException>(() => Perplexity.Evaluate(Chain, Text, Chain.ContextLength + 1, 1));
        Assert.ThrowsAny<ArgumentException>(() => Perplexity.Evaluate(Chain, [0, 1, 2], 4, 2)); // there is no token 2
        Assert.ThrowsAny<ArgumentException>(() => new PerplexityResult(4, 2.5).BitsPerByte(0));
    }

    /// <summary>Predicts by a table, <c>[V, V]</c>: row i has the probabilities of each token after token i.</summary>
    private sealed class LastTokenModel(double[][] probabilities) : IManyLogits
    {
        public int VocabularySize => probabilities.Length;

        public int ContextLength => 16;

        public List<string> Calls { get; } = [];

        public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

        public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
        {
            Calls.Add($"{ids.Length} shown, {count} predicted");
            for (int i = 0; i < count; i++)
            {
                double[] row = probabilities[ids[ids.Length - count + i]];
                for (int id = 0; id < row.Length; id++) logits[(i * row.Length) + id] = (float)Math.Log(row[id]);
            }
        }
    }
}
