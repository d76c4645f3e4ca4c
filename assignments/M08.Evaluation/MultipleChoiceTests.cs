using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E2")]
public sealed class MultipleChoiceTests
{
    // Four choices after the context [0] of a question, and after [1], which does not ask it. Each has tokens of its own.
    private static readonly EncodedPair[] Choices =
    [
        new([0], [2], 2),
        new([0], [3, 4, 5], 13),
        new([0], [6, 7, 8, 9, 10], 12),
        new([0], [11, 12, 13, 14], 8),
    ];

    private static readonly TableModel Model = new();

    [Theory(DisplayName = "M08.E2 Worked by hand: one question, four norms, four winners")]
    [InlineData(ChoiceNorm.Sum, -2.1, -4.2, -5.0, -6.0, 0)]
    [InlineData(ChoiceNorm.Token, -2.1, -1.4, -1.0, -1.5, 2)]
    [InlineData(ChoiceNorm.Byte, -2.1 / 2, -4.2 / 13, -5.0 / 12, -6.0 / 8, 1)]
    [InlineData(ChoiceNorm.Pmi, -2.1 + 2.0, -4.2 + 7.2, -5.0 + 9.5, -6.0 + 12.0, 3)]
    public void Score_ByNorm_ChoosesAnother(ChoiceNorm norm, double first, double second, double third, double fourth, int best)
    {
        ChoiceScores scores = MultipleChoice.Score(Model, Choices, norm, [1]);

        Assert.Equal([first, second, third, fourth], scores.Values, (a, b) => Math.Abs(a - b) < 1e-5); // the model's logits are rounded to float32
        Assert.Equal(best, scores.Best);
    }

    [Fact(DisplayName = "M08.E2 Of equal choices the first wins")]
    public void Score_OfEqualChoices_TakesTheFirst() =>
        Assert.Equal(1, MultipleChoice.Score(Model, [Choices[3], Choices[0], Choices[0]], ChoiceNorm.Sum).Best);

    [Fact(DisplayName = "M08.E2 What a leading space does: GPT-2 has a token for \" Paris\", and few texts have \" \" and then \"Paris\"")]
    public void Encode_SpaceInEitherPlace_GivesTheSameTokens()
    {
        var tokenizer = BytePairTokenizer.Gpt2();

        EncodedPair pair = MultipleChoice.Encode(tokenizer, "The capital of France is", " Paris");
        Assert.Equal([464, 3139, 286, 4881, 318], pair.Context);
        Assert.Equal([6342], pair.Continuation);
        Assert.Equal(5, pair.Bytes);

        EncodedPair moved = MultipleChoice.Encode(tokenizer, "The capital of France is ", "Paris");
        Assert.Equal(pair.Context, moved.Context);
        Assert.Equal(pair.Continuation, moved.Continuation);
        Assert.Equal(5, moved.Bytes);

        // Encoded apart, the same text has other tokens, which the model has hardly ever seen one after the other.
        Assert.Equal([220], tokenizer.EncodeOrdinary("The capital of France is ")[5..]);
        Assert.Equal([40313], tokenizer.EncodeOrdinary("Paris"));
    }

    [Fact(DisplayName = "M08.E2 A continuation that merges into the context has no tokens, and is refused")]
    public void Encode_ContinuationWithoutTokens_IsRefused()
    {
        var tokenizer = BytePairTokenizer.Gpt2();

        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Encode(tokenizer, "The capit", "al")); // " cap" "it" becomes " capital"
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Encode(tokenizer, "The", " \n"));
        Assert.Empty(MultipleChoice.Encode(tokenizer, "", "Paris").Context);
    }

    [Fact(DisplayName = "M08.E2 A context that the choices share is read once")]
    public void Score_SharedContext_IsReadOnce()
    {
        using var gpt = new Gpt(new GptConfig { VocabularySize = 20, ContextLength = 64, Layers = 1, Heads = 2, Width = 16 });
        gpt.eval();
        using var model = new GptLogits(gpt);
        int[] context = [.. Enumerable.Range(0, 40).Select(i => i % 20)];
        EncodedPair[] choices = [new(context, [3, 1], 2), new(context, [4, 1, 5], 3), new(context, [9], 1)];

        ChoiceScores scores = MultipleChoice.Score(model, choices, ChoiceNorm.Sum);

        Assert.InRange(model.TokensRead, 40, 40 + 2 + 3 + 1);
        for (int i = 0; i < choices.Length; i++)
        {
            using var fresh = new GptLogits(gpt);
            Assert.Equal(MultipleChoice.Score(fresh, [choices[i]], ChoiceNorm.Sum).Values[0], scores.Values[i], 1e-4);
        }
    }

    [Fact(DisplayName = "M08.E2 Worked by hand: a batch of two rows, one of them padded")]
    public void LogLikelihoods_OfAPaddedBatch_AreThoseOfItsRows()
    {
        using DisposeScope scope = NewDisposeScope();
        // Two tokens. At each position the first has probability 1/4, in the padding nothing is a number.
        float low = MathF.Log(0.25f), high = MathF.Log(0.75f);
        Tensor logits = tensor([low, high, low, high, low, high, low, high, float.NaN, float.NaN, float.NaN, float.NaN], [2, 3, 2]);
        Tensor ids = tensor([1L, 0, 1, 0, 1, -100], [2, 3]);

        Tensor result = MultipleChoice.LogLikelihoods(logits, ids, contextLengths: [1, 1], lengths: [3, 2]);

        Assert.Equal([2L], result.shape);
        Assert.Equal(Math.Log(0.25 * 0.75), result[0].item<float>(), 1e-5);
        Assert.Equal(Math.Log(0.75), result[1].item<float>(), 1e-5);
    }

    [Fact(DisplayName = "M08.E2 Bad arguments are refused")]
    public void Score_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Score(Model, [], ChoiceNorm.Sum));
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Score(Model, [new([], [2], 1)], ChoiceNorm.Sum)); // nothing before it
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Score(Model, [new([0], [16], 1)], ChoiceNorm.Sum));
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Score(Model, [new([0], [2], 0)], ChoiceNorm.Byte));
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.Score(Model, Choices, ChoiceNorm.Pmi)); // against what?
        using DisposeScope scope = NewDisposeScope();
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.LogLikelihoods(zeros(2, 3, 4), zeros([2, 3], ScalarType.Int64), [1, 3], [3, 3]));
        Assert.ThrowsAny<ArgumentException>(() => MultipleChoice.LogLikelihoods(zeros(1, 3, 4), full([1, 3], 4L, ScalarType.Int64), [1], [3]));
    }

    /// <summary>Gives a choice's tokens equal shares of its log-probability, which depends on whether the context is 0 or 1; token 15 gets the rest.</summary>
    private sealed class TableModel : IManyLogits
    {
        private static readonly (int First, int Count, double Asked, double Alone)[] Rows = [(2, 1, -2.1, -2.0), (3, 3, -4.2, -7.2), (6, 5, -5.0, -9.5), (11, 4, -6.0, -12.0)];

        public int VocabularySize => 16;

        public int ContextLength => 8;

        public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

        public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
        {
            for (int i = 0; i < count; i++)
            {
                int last = ids[ids.Length - count + i];
                double[] probabilities = new double[16];
                foreach ((int first, int tokens, double asked, double alone) in Rows)
                {
                    int next = last <= 1 ? first : last >= first && last < first + tokens - 1 ? last + 1 : 15;
                    if (next != 15) probabilities[next] = Math.Exp((ids[0] == 0 ? asked : alone) / tokens);
                }

                probabilities[15] = 1 - probabilities.Sum();
                for (int id = 0; id < 16; id++) logits[(i * 16) + id] = (float)Math.Log(probabilities[id]);
            }
        }
    }
}
