using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

/// <summary>The most probable token, found without most of the head's weights, against all logits.</summary>
public sealed class NextGreedyTests
{
    private static readonly GptConfig Shape = GptConfig.TinyModern with { Layers = 1, VocabularySize = 1003, TieEmbeddings = false };

    [Theory]
    [MemberData(nameof(CpuDecoderTests.Combinations), MemberType = typeof(CpuDecoderTests))]
    public void NextGreedy_EveryCombination_IsTheGreatestLogit(
        NormKind norm, NormPlacement placement, Activation activation, PositionEncoding positions, int? kvHeads, bool tied, bool bias)
    {
        var config = Configurations.Small with
        {
            Norm = norm,
            NormPlacement = placement,
            Activation = activation,
            Positions = positions,
            KvHeads = kvHeads,
            TieEmbeddings = tied,
            Bias = bias,
        };
        using Gpt model = Models.Random(config);
        AssertGreatest(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 }, [3, 1, 4, 1, 5, 9]);
    }

    [Theory]
    [InlineData(WeightFormat.Float32, 1, 1003)]
    [InlineData(WeightFormat.Float32, 2, 1003)]
    [InlineData(WeightFormat.Float32, 3, 5000)]
    [InlineData(WeightFormat.Float32, 2, 17)]
    [InlineData(WeightFormat.Int8, 2, 1003)]
    [InlineData(WeightFormat.Int4, 2, 1003)]
    public void NextGreedy_AnyFormatThreadsAndVocabulary_IsTheGreatestLogit(WeightFormat weights, int threads, int vocabulary)
    {
        using Gpt model = Models.Random(Shape with { VocabularySize = vocabulary });
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            AssertGreatest(model, new CpuDecoderOptions { Weights = weights, Threads = threads, ScreenAfter = 0 },
                [.. Enumerable.Range(0, 40).Select(_ => random.Next(vocabulary))]);
        }
    }

    [Fact]
    public void NextGreedy_RowsThatEightBitsCannotTellApart_IsTheGreatestLogit()
    {
        // Rows differ by some units in the last place of float32, so that every row is a candidate and rounding decides.
        using Gpt model = WithHead((row, column, random) => MathF.Sin(column) * (1 + (1e-7f * random.Next(20))));
        AssertGreatest(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 }, [.. Enumerable.Range(0, 30)]);
    }

    [Theory, InlineData(1e-18f), InlineData(1e-40f), InlineData(1e15f), InlineData(1e30f)]
    public void NextGreedy_NumbersFarFromOne_IsTheGreatestLogit(float scale)
    {
        using Gpt head = WithHead((_, _, random) => (float)(random.NextDouble() - 0.5) * scale);
        AssertGreatest(head, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 }, [1, 2, 3, 4, 5]);

        using Gpt norm = WithHead((_, _, random) => (float)(random.NextDouble() - 0.5));
        using (no_grad())
            _ = norm.state_dict()["ln_f.weight"].mul_(scale);
        AssertGreatest(norm, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 }, [1, 2, 3, 4, 5]);
    }

    [Fact]
    public void NextGreedy_EqualRows_IsTheLowestToken()
    {
        // Tokens 600 and 900 belong to different threads, 601 to the same four rows as 600.
        using Gpt model = WithHead((row, column, _) => row is 600 or 601 or 900 or 120 ? MathF.Cos(column) : 0);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        for (int token = 0; token < 20; token++)
            Assert.Contains(decoder.NextGreedy([token]), new[] { 120, 0 }); // 0 where the cosine's product is negative
    }

    [Fact]
    public void NextGreedy_AfterTheFirst_AllocatesNothing()
    {
        using Gpt model = Models.Random(Shape);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        int[] text = [.. Enumerable.Range(0, 64)];
        _ = decoder.NextGreedy(text.AsSpan(0, 2));

        long allocated = Allocations.Of(() =>
        {
            for (int length = 3; length <= 64; length++)
                _ = decoder.NextGreedy(text.AsSpan(0, length));
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void NextGreedy_CopyMadeOnTheWay_ChangesNoToken()
    {
        using Gpt model = Models.Random(Shape);
        AssertGreatest(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 20 }, [.. Enumerable.Range(0, 40)]);
    }

    [Fact]
    public void NextGreedy_BetweenCallsForAllLogits_DisturbsNothing()
    {
        using Gpt model = Models.Random(Shape);
        using var mixed = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        using var plain = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        float[] expected = new float[1003], actual = new float[1003];
        foreach (int[] text in new int[][] { [1, 2, 3], [1, 2, 3, 4], [1, 2, 9], [1, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], [7] })
        {
            _ = mixed.NextGreedy(text);
            mixed.Next(text, actual);
            plain.Next(text, expected);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Generate_Greedily_IsTheTextOfAllLogits()
    {
        using Gpt model = Models.Random(Shape);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        var options = new GenerationOptions { MaxTokens = 100 };

        IReadOnlyList<int> quick = new TextGenerator(decoder, SamplingOptions.Greedy).Generate([1, 2], options).Tokens;
        IReadOnlyList<int> slow = new TextGenerator(new AllLogits(decoder), SamplingOptions.Greedy).Generate([1, 2], options).Tokens;
        IReadOnlyList<int> penalised =
            new TextGenerator(decoder, SamplingOptions.Greedy with { RepetitionPenalty = 5 }).Generate([1, 2], options).Tokens;

        Assert.Equal(slow, quick);
        Assert.NotEqual(quick, penalised);
    }

    [Fact]
    public void NextGreedy_WhatHasNoGreatestLogit_SaysWhy()
    {
        using Gpt model = Models.Random(Shape);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        Assert.Contains("ids is empty", Assert.Throws<ArgumentException>(() => decoder.NextGreedy([])).Message, StringComparison.Ordinal);
        Assert.Contains("ids has 1003", Assert.Throws<ArgumentException>(() => decoder.NextGreedy([1003])).Message,
            StringComparison.Ordinal);

        using Gpt broken = WithHead((row, _, _) => row == 500 ? float.NaN : 1);
        using var head = new CpuDecoder(broken, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        Assert.Contains("A weight in row 500 is NaN", Assert.Throws<ArgumentException>(() => head.NextGreedy([1])).Message,
            StringComparison.Ordinal);

        using (no_grad())
            _ = model.state_dict()["ln_f.weight"].fill_(float.NaN);
        using var norm = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, ScreenAfter = 0 });
        Assert.Contains("check the model", Assert.Throws<ArgumentException>(() => norm.NextGreedy([1])).Message, StringComparison.Ordinal);
    }

    /// <summary>A model whose head's weights are given by row, column and a generator.</summary>
    private static Gpt WithHead(Func<int, int, Random, float> weight)
    {
        Gpt model = Models.Random(Shape);
        var random = new Random(1);
        float[] weights =
            [.. from row in Enumerable.Range(0, 1003) from column in Enumerable.Range(0, Shape.Width) select weight(row, column, random)];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = model.state_dict()["lm_head.weight"].copy_(tensor(weights, 1003, Shape.Width));
        return model;
    }

    private static void AssertGreatest(Gpt model, CpuDecoderOptions options, int[] text)
    {
        using var greedy = new CpuDecoder(model, options);
        using var plain = new CpuDecoder(model, options);
        var logits = new float[model.Config.VocabularySize];
        for (int length = 1; length <= text.Length; length++)
        {
            plain.Next(text.AsSpan(0, length), logits);
            float greatest = logits.Max();
            Assert.Equal(Array.IndexOf(logits, greatest), greedy.NextGreedy(text.AsSpan(0, length)));
        }
    }

    private sealed class AllLogits(CpuDecoder decoder) : ILogits
    {
        public int VocabularySize => decoder.VocabularySize;

        public int ContextLength => decoder.ContextLength;

        public void Next(ReadOnlySpan<int> ids, Span<float> logits) => decoder.Next(ids, logits);
    }
}
