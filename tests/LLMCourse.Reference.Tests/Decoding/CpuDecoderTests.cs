using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class CpuDecoderTests
{
    /// <summary>A whole model's: both sides compute in float32 and differ in the order of their sums.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>The same with rounded weights: few vectors are rounded to 16 bits.</summary>
    private const double RoundedTolerance = 1e-3;

    public static TheoryData<NormKind, NormPlacement, Activation, PositionEncoding, int?, bool, bool> Combinations =>
        GptForwardTests.Combinations();

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Next_EveryCombination_EqualsTheModelAtEveryStep(
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
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });

        AssertEveryStep(model, decoder, [3, 1, 4, 1, 5, 9], Tolerance);
    }

    [Theory]
    [MemberData(nameof(KvCacheTests.Positions), MemberType = typeof(KvCacheTests))]
    public void Next_EveryPositionEncoding_EqualsTheModelAtEveryStep(PositionEncoding positions, RopeLayout layout, int? kvHeads)
    {
        using Gpt model = Models.Random(GptConfig.Tiny with { Layers = 2, Positions = positions, RopeLayout = layout, KvHeads = kvHeads });
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });

        AssertEveryStep(model, decoder, [.. Enumerable.Range(0, 20).Select(i => i * 17 % 65)], Tolerance);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 8)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    public void Next_AnyThreadsAndPositionsPerPass_EqualsTheModel(int threads, int positionsPerPass)
    {
        using Gpt model = Models.Random(GptConfig.TinyModern with { Layers = 2, Width = 144, Heads = 6, KvHeads = 3 });
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = threads, PositionsPerPass = positionsPerPass });
        int[] text = [.. Enumerable.Range(0, 64).Select(i => i * 7 % 65)];
        var all = new float[64 * 65];

        decoder.Next(text, 64, all);
        Values.Close(Models.Logits(model, text), Models.Wide(all), Tolerance, "the whole prompt");

        var last = new float[65];
        foreach (int[] part in new int[][] { text[..40], [.. text[..30], 1, 2, 3], [64] })
        {
            decoder.Next(part, last);
            Values.Close(Models.Logits(model, part)[^65..], Models.Wide(last), Tolerance, $"{part.Length} tokens");
        }
    }

    [Theory]
    [InlineData(WeightFormat.Int8, 32, 0.02)]
    [InlineData(WeightFormat.Int8, 128, 0.03)]
    [InlineData(WeightFormat.Int4, 32, 0.3)]
    public void Next_RoundedWeights_StayNearTheModel(WeightFormat weights, int groupSize, double most)
    {
        using var model = new Gpt(GptConfig.TinyModern, seed: 1);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = weights, GroupSize = groupSize, Threads = 2 });
        int[] text = [.. Enumerable.Range(0, 20).Select(i => i * 11 % 65)];
        var actual = new float[20 * 65];

        decoder.Next(text, 20, actual);

        // Relative to the spread of the logits: 8 bits leave 1/254 of a group's greatest weight, 4 bits
        // 1/14, and the errors of many weights average out.
        double[] expected = Models.Logits(model, text);
        double error = Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Average());
        double spread = Math.Sqrt(expected.Select(e => e * e).Average());
        Assert.InRange(error / spread, 1e-6, most);
    }

    [Theory]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void Next_RoundedWeights_EqualsAModelWithTheRoundedNumbers(WeightFormat weights)
    {
        // The model gets the numbers that the decoder computes with, so that what is left is the arithmetic: 16-bit activations.
        using Gpt model =
            Models.Random(GptConfig.TinyModern with { Layers = 2, Heads = 6, Width = 84, KvHeads = 2, TieEmbeddings = false });
        Rounding.InPlace(model, weights == WeightFormat.Int8 ? 8 : 4, 32);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = weights, GroupSize = 32, Threads = 2 });

        AssertEveryStep(model, decoder, [.. Enumerable.Range(0, 30).Select(i => i * 13 % 65)], RoundedTolerance);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Next_WholePromptOfEveryCombination_EqualsTheModel(
        NormKind norm, NormPlacement placement, Activation activation, PositionEncoding positions, int? kvHeads, bool tied, bool bias)
    {
        using Gpt model = Models.Random(Configurations.Small with
        {
            ContextLength = 40,
            Norm = norm,
            NormPlacement = placement,
            Activation = activation,
            Positions = positions,
            KvHeads = kvHeads,
            TieEmbeddings = tied,
            Bias = bias,
        });

        AssertPrompt(model, new CpuDecoderOptions { Threads = 2 }, 40, Tolerance);
    }

    // Widths and rows that blocks of six and sixteen do not divide, heads that sixteen divides and
    // not, and around where passes and ways change.
    [Theory]
    [InlineData(WeightFormat.Float32, 84, 6, 2, 2, 256)]
    [InlineData(WeightFormat.Float32, 96, 3, 1, 2, 256)]
    [InlineData(WeightFormat.Float32, 96, 3, 3, 3, 100)]
    [InlineData(WeightFormat.Float32, 144, 3, 3, 1, 17)]
    [InlineData(WeightFormat.Int8, 84, 6, 2, 2, 256)]
    [InlineData(WeightFormat.Int8, 96, 3, 1, 3, 256)]
    [InlineData(WeightFormat.Int8, 144, 3, 3, 1, 50)]
    [InlineData(WeightFormat.Int4, 84, 6, 2, 2, 256)]
    [InlineData(WeightFormat.Int4, 96, 3, 1, 3, 256)]
    public void Next_PromptOfAnyLength_EqualsTheModel(WeightFormat weights, int width, int heads, int kvHeads, int threads,
        int positionsPerPass)
    {
        using Gpt model = Models.Random(GptConfig.TinyModern with
        {
            ContextLength = 260,
            Layers = 2,
            Width = width,
            Heads = heads,
            KvHeads = kvHeads,
            FeedForwardWidth = 203,
            TieEmbeddings = false,
        });
        if (weights != WeightFormat.Float32)
            Rounding.InPlace(model, weights == WeightFormat.Int8 ? 8 : 4, 32);
        var options = new CpuDecoderOptions { Weights = weights, Threads = threads, PositionsPerPass = positionsPerPass };

        foreach (int length in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 33, 255, 256, 257 })
            AssertPrompt(model, options, length, weights == WeightFormat.Float32 ? Tolerance : RoundedTolerance);
    }

    [Fact]
    public void Next_PromptOfEightBits_IsExactToFloat32()
    {
        // Many vectors are not rounded to 16 bits: what is read at once is as near to the model as
        // float32 is. As it lies, the matrix is 1e-4 off.
        using Gpt model = Models.Random(GptConfig.TinyModern with { Layers = 2, Width = 96, Heads = 3, KvHeads = 1, ContextLength = 64 });
        Rounding.InPlace(model, 8, 32);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Weights = WeightFormat.Int8, Threads = 2 });
        int[] text = [.. Enumerable.Range(0, 32).Select(i => i * 13 % 65)];
        var actual = new float[32 * 65];

        decoder.Next(text, 32, actual);

        Values.Close(WideLogits(model, text), Models.Wide(actual), 2e-5);
    }

    [Fact]
    public void Next_AfterThePrompt_AllocatesNothing()
    {
        using var model = new Gpt(GptConfig.TinyModern);
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });
        var logits = new float[65];
        int[] text = [.. Enumerable.Range(0, 64)];
        decoder.Next(text.AsSpan(0, 2), logits);

        long allocated = Allocations.Of(() =>
        {
            for (int length = 3; length <= 64; length++)
                decoder.Next(text.AsSpan(0, length), logits);
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Next_SeveralDecodersAtOnce_DoNotDisturbEachOther()
    {
        using Gpt model = Models.Random(GptConfig.TinyModern with { Layers = 2 });
        int[] text = [.. Enumerable.Range(0, 32)];
        double[] expected = Models.Logits(model, text)[^65..];

        Parallel.For(0, 6, _ =>
        {
            using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2 });
            var logits = new float[65];
            for (int length = 1; length <= 32; length++)
                decoder.Next(text.AsSpan(0, length), logits);
            Values.Close(expected, Models.Wide(logits), Tolerance);
        });
    }

    [Fact]
    public void Constructor_BadArguments_SaysWhatToDo()
    {
        using var model = new Gpt(GptConfig.Tiny with { Layers = 1 });

        Assert.Contains("Threads is -1", Assert.Throws<ArgumentException>(() => new CpuDecoder(model, new() { Threads = -1 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("must be positive",
            Assert.Throws<ArgumentException>(() => new CpuDecoder(model, new() { PositionsPerPass = 0 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("ScreenAfter is -1",
            Assert.Throws<ArgumentException>(() => new CpuDecoder(model, new() { ScreenAfter = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 32",
            Assert.Throws<ArgumentException>(() => new CpuDecoder(model, new() { Weights = WeightFormat.Int8, GroupSize = 48 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("no h.1.ln_1.weight",
            Assert.Throws<ArgumentException>(() => new CpuDecoder(GptConfig.Tiny, model.state_dict())).Message, StringComparison.Ordinal);
    }

    /// <summary>Reads a prompt at once: the logits after the last token, and, with a decoder of its own, after each.</summary>
    private static void AssertPrompt(Gpt model, CpuDecoderOptions options, int length, double tolerance)
    {
        int vocabulary = model.Config.VocabularySize;
        int[] text = [.. Enumerable.Range(0, length).Select(i => i * 13 % vocabulary)];
        double[] expected = WideLogits(model, text);
        using CpuDecoder last = new(model, options), all = new(model, options);
        var actual = new float[length * vocabulary];

        last.Next(text, actual.AsSpan(0, vocabulary));
        Values.Close(expected[^vocabulary..], Models.Wide(actual[..vocabulary]), tolerance, $"after {length} tokens");

        all.Next(text, length, actual);
        Values.Close(expected, Models.Wide(actual), tolerance, $"each of {length} tokens");
    }

    /// <summary>The model's logits, computed in float64.</summary>
    private static double[] WideLogits(Gpt model, int[] text)
    {
        using Gpt wide = new Gpt(model.Config).to(ScalarType.Float64);
        using var noGrad = no_grad();
        Dictionary<string, Tensor> own = wide.state_dict();
        foreach ((string name, Tensor value) in model.state_dict())
            _ = own[name].copy_(value);
        return Models.Logits(wide, text);
    }

    [Fact]
    public void Reset_AfterOtherTexts_GivesTheBitsOfAFreshDecoder()
    {
        using Gpt model = Models.Random(GptConfig.Tiny with { Layers = 2, Positions = PositionEncoding.Rope });
        int[] text = [.. Enumerable.Range(0, 40).Select(i => i * 17 % 65)];
        float[] fresh = new float[65], again = new float[65];
        using (var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 1 }))
            decoder.Next(text, fresh);
        using var used = new CpuDecoder(model, new CpuDecoderOptions { Threads = 1 });
        for (int length = 1; length <= text.Length; length++)
            used.Next(text.AsSpan(0, length), again);

        used.Reset();
        used.Next(text, again);

        Assert.Equal(fresh, again);
    }

    private static void AssertEveryStep(Gpt model, CpuDecoder decoder, int[] text, double tolerance)
    {
        double[] expected = Models.Logits(model, text);
        int vocabulary = model.Config.VocabularySize;
        var actual = new float[vocabulary];
        for (int length = 1; length <= text.Length; length++)
        {
            decoder.Next(text.AsSpan(0, length), actual);
            Values.Close(expected[((length - 1) * vocabulary)..(length * vocabulary)], Models.Wide(actual), tolerance, $"{length} tokens");
        }
    }
}
