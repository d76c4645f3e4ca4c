using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class SpeculativeGeneratorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Generate_Greedy_IsTheTargetsOwnText(int proposals)
    {
        using Gpt large = Models.Random(GptConfig.TinyModern with { Layers = 2 }),
            small = Models.Random(GptConfig.Tiny with { Layers = 1 }, seed: 2);
        using var target = new CpuDecoder(large, new CpuDecoderOptions { Threads = 2 });
        using var draft = new GptLogits(small);
        IReadOnlyList<int> expected =
            new TextGenerator(target, SamplingOptions.Greedy).Generate([1, 2], new GenerationOptions { MaxTokens = 40 }).Tokens;

        SpeculativeResult actual = new SpeculativeGenerator(target, draft, proposals, SamplingOptions.Greedy).Generate([1, 2], 40);

        Assert.Equal(expected, actual.Tokens);
        Assert.InRange(actual.TargetPasses, 40 / (proposals + 1), 40);
    }

    [Fact]
    public void Generate_DraftIsTheTarget_AcceptsEverything()
    {
        Table model = Table.Random(1, 8);

        SpeculativeResult result = new SpeculativeGenerator(model, model, proposals: 4).Generate([0], 100);

        Assert.Equal(100, result.Tokens.Count);
        Assert.Equal(1, result.AcceptanceRate);
        Assert.Equal(20, result.TargetPasses);
        Assert.Equal(80, result.Accepted);
    }

    [Theory]
    [InlineData(1.0, null)]
    [InlineData(0.7, 5)]
    public void Generate_TwoHundredThousandTimes_HasTheTargetsDistribution(double temperature, int? topK)
    {
        const int Vocabulary = 8, Runs = 200_000;
        Table target = Table.Random(3, Vocabulary, spread: 1), draft = Table.Random(4, Vocabulary, spread: 1);
        var sampling = new SamplingOptions { Temperature = temperature, TopK = topK };
        double[] probabilities = new double[Vocabulary * Vocabulary], first = Row(2);
        for (int a = 0; a < Vocabulary; a++)
        {
            double[] second = Row(a);
            for (int b = 0; b < Vocabulary; b++)
                probabilities[(a * Vocabulary) + b] = first[a] * second[b];
        }

        // Pairs of tokens: the second is drawn after an acceptance and after a rejection alike.
        var counts = new int[Vocabulary * Vocabulary];
        int proposed = 0, accepted = 0;
        for (int run = 0; run < Runs; run++)
        {
            SpeculativeResult result =
                new SpeculativeGenerator(target, draft, proposals: 2, sampling with { Seed = (ulong)run }).Generate([2], 2);
            counts[(result.Tokens[0] * Vocabulary) + result.Tokens[1]]++;
            (proposed, accepted) = (proposed + result.Proposed, accepted + result.Accepted);
        }

        ChiSquare.AssertLikely(probabilities, counts);
        Assert.InRange((double)accepted / proposed, 0.1, 0.9);

        double[] Row(int last)
        {
            var logits = new float[Vocabulary];
            var row = new double[Vocabulary];
            target.Next([last], logits);
            new Sampler(sampling).Distribution(logits, [last], row);
            return row;
        }
    }

    [Fact]
    public void Generate_OneProposalFromAKnownDraft_IsAcceptedAsOftenAsTheTheorySays()
    {
        // Leviathan et al., corollary 3.6: the rate is the sum of min(p, q); here min(0.75, 0.25) + min(0.25, 0.75) = 0.5.
        var target = new Table([[MathF.Log(3), 0], [MathF.Log(3), 0]]);
        var draft = new Table([[0, MathF.Log(3)], [0, MathF.Log(3)]]);

        SpeculativeResult result = new SpeculativeGenerator(target, draft, proposals: 1).Generate([0], 900);

        Assert.InRange(result.AcceptanceRate, 0.4, 0.6);
    }

    [Fact]
    public void Generate_StopTokenOrFullContext_Ends()
    {
        var counting =
            new Table([.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 8).Select(j => j == (i + 1) % 8 ? 9f : 0f).ToArray())], 6);
        var generator = new SpeculativeGenerator(counting, counting, proposals: 3, SamplingOptions.Greedy);

        SpeculativeResult stopped = generator.Generate([0], 10, [3]), full = generator.Generate([0], 10);

        Assert.Equal([1, 2], stopped.Tokens);
        Assert.Equal(StopReason.StopToken, stopped.Reason);
        Assert.Equal([1, 2, 3, 4, 5, 6], full.Tokens);
        Assert.Equal(StopReason.ContextFull, full.Reason);
        Assert.Empty(generator.Generate([0], 0).Tokens);
    }

    [Fact]
    public void Constructor_BadArguments_SaysWhatToDo()
    {
        Assert.Contains("one tokenizer",
            Assert.Throws<ArgumentException>(() => new SpeculativeGenerator(Table.Random(1, 2), Table.Random(1, 3))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeculativeGenerator(Table.Random(1, 2), Table.Random(1, 2), 0));
        Assert.Throws<ArgumentException>(() => new SpeculativeGenerator(Table.Random(1, 2), Table.Random(1, 2)).Generate([], 1));
    }
}
