using System.Globalization;
using System.Numerics;
using VerifyXunit;

namespace LLMCourse.Reference.Tests;

public sealed class GptConfigTests
{
    [Theory]
    [InlineData(nameof(GptConfig.Gpt2Small), 124_439_808)]
    [InlineData(nameof(GptConfig.Gpt2Medium), 354_823_168)]
    [InlineData(nameof(GptConfig.Gpt2Large), 774_030_080)]
    [InlineData(nameof(GptConfig.Gpt2Xl), 1_557_611_200)]
    public void ParameterCount_PublishedModel_IsThePublishedCount(string preset, long expected)
    {
        var config = (GptConfig)typeof(GptConfig).GetProperty(preset)!.GetValue(null)!;

        Assert.Equal(expected, config.ParameterCount());
    }

    [Theory]
    [MemberData(nameof(GptForwardTests.Combinations), MemberType = typeof(GptForwardTests))]
    public void ParameterCount_EveryCombination_EqualsTheModels(
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
        using var model = new Gpt(config);

        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), config.ParameterCount());
    }

    [Fact]
    public void ParameterCount_GreatestSizes_DoesNotWrapAround()
    {
        var config =
            new GptConfig { VocabularySize = int.MaxValue, Width = 1 << 27, Heads = 1, Layers = 2, FeedForwardWidth = int.MaxValue };
        BigInteger c = 1 << 27, f = int.MaxValue, embeddings = (f + 1024) * c;
        BigInteger expected = embeddings + (2 * ((4 * c * (c + 1)) + (f * (c + 1)) + (c * (f + 1)) + (4 * c))) + (2 * c);

        Assert.Equal(expected, config.ParameterCount());
        Assert.Throws<OverflowException>(() => (config with { Layers = 100 }).ParameterCount());
    }

    [Fact]
    public Task Validate_EveryBadValue_NamesFieldAndValues()
    {
        GptConfig good = Configurations.Small;
        GptConfig[] bad =
        [
            good with { VocabularySize = 0 },
            good with { ContextLength = -1 },
            good with { Layers = 0 },
            good with { Heads = 0 },
            good with { Width = 0 },
            good with { Width = int.MaxValue },
            good with { Width = 18 },
            good with { KvHeads = 0 },
            good with { KvHeads = 3 },
            good with { KvHeads = 8 },
            good with { FeedForwardWidth = 0 },
            good with { Dropout = 1 },
            good with { Dropout = -0.1 },
            good with { Dropout = double.NaN },
            good with { NormEpsilon = 0 },
            good with { NormEpsilon = double.PositiveInfinity },
            good with { Norm = (NormKind)7 },
            good with { NormPlacement = (NormPlacement)7 },
            good with { Activation = (Activation)7 },
            good with { Positions = (PositionEncoding)7 },
            good with { Positions = PositionEncoding.Rope, RopeTheta = 0 },
            good with { Positions = PositionEncoding.Rope, Width = 12 },
            good with { Positions = PositionEncoding.Rope, RopeLayout = (RopeLayout)7 },
            good with { Positions = PositionEncoding.Sinusoidal, Width = 9, Heads = 3 },
        ];

        return Verifier.Verify(string.Join('\n', bad.Select(config => Assert.Throws<ArgumentException>(config.Validate).Message)));
    }

    [Fact]
    public void Validate_GoodValue_ReturnsItself() => Assert.Same(GptConfig.TinyModern, GptConfig.TinyModern.Validate());

    [Theory]
    [InlineData(128, 384)]
    [InlineData(768, 2048)]
    [InlineData(4096, 10944)]
    public void SwiGluDefaultHidden_Width_IsEightThirdsRoundedUpToAMultipleOf64(int width, int expected)
    {
        Assert.Equal(expected, SwiGlu.DefaultHidden(width));
        Assert.True(expected >= 8 * width / 3.0, string.Create(CultureInfo.InvariantCulture, $"{expected} is less than 8/3 of {width}."));
    }
}
