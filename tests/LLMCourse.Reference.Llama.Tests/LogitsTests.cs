using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Llama.Tests;

/// <summary>llama.cpp computes from our file what our model computes.</summary>
public sealed class LogitsTests
{
    private const int Positions = 64;

    /// <summary>Sums of a few hundred products in float32, in another order, through two layers: about 1e-6 each.</summary>
    private const double Float32Tolerance = 1e-4;

    /// <summary>Weights rounded to 11 bits, by 2^-12 at most each; the sums and two layers add up to a few times that.</summary>
    private const double Float16Tolerance = 5e-3;

    /// <summary>Weights rounded to 1/127 of the greatest among 32, by half of that at most, and llama.cpp
    /// rounds the inputs of products so, too.</summary>
    private const double Q8Tolerance = 1e-1;

    private static readonly GptConfig Shape = new()
    {
        VocabularySize = 101,
        ContextLength = Positions,
        Layers = 2,
        Heads = 4,
        Width = 64,
        FeedForwardWidth = 96,
        Positions = PositionEncoding.Rope,
        Norm = NormKind.RmsNorm,
        Activation = Activation.SwiGlu,
        Bias = false,
    };

    [Theory]
    [InlineData(null, RopeLayout.Half, true)]
    [InlineData(null, RopeLayout.Half, false)]
    [InlineData(null, RopeLayout.Interleaved, true)]
    [InlineData(null, RopeLayout.Interleaved, false)]
    [InlineData(2, RopeLayout.Half, true)]
    [InlineData(2, RopeLayout.Half, false)]
    [InlineData(2, RopeLayout.Interleaved, true)]
    [InlineData(1, RopeLayout.Half, false)]
    [InlineData(1, RopeLayout.Interleaved, true)]
    public void Float32_EveryPosition_IsLlamaCpps(int? kvHeads, RopeLayout layout, bool tied) =>
        Compare(Shape with { KvHeads = kvHeads, RopeLayout = layout, TieEmbeddings = tied }, GgufType.F32, Float32Tolerance);

    [Fact]
    public void Float32_OtherNormAndTheta_AreLlamaCpps() =>
        Compare(Shape with { NormEpsilon = 0.1, RopeTheta = 500, KvHeads = 2 }, GgufType.F32, Float32Tolerance);

    [Theory]
    [InlineData(null, RopeLayout.Half)]
    [InlineData(2, RopeLayout.Half)]
    [InlineData(2, RopeLayout.Interleaved)]
    public void Float32_Biases_AreLlamaCpps(int? kvHeads, RopeLayout layout) =>
        Compare(Shape with { Bias = true, KvHeads = kvHeads, RopeLayout = layout, TieEmbeddings = false }, GgufType.F32, Float32Tolerance);

    [Theory]
    [InlineData(GgufType.F16, Float16Tolerance)]
    [InlineData(GgufType.Q8, Q8Tolerance)]
    public void SmallerTypes_EveryPosition_AreNearLlamaCpps(GgufType type, double tolerance) =>
        Compare(Shape with { KvHeads = 2, TieEmbeddings = false }, type, tolerance);

    [Fact]
    public void Q8_WidthsOfNoWholeBlocks_LoadAndAreNear() =>
        Compare(Shape with { Width = 48, FeedForwardWidth = 72 }, GgufType.Q8, Q8Tolerance);

    [Fact]
    public void Q8_EveryTensor_HasTheBytesOfLlamaCppsOwnConversion()
    {
        using var folder = new TemporaryFolder();
        using Gpt model = Model(Shape with { KvHeads = 2, TieEmbeddings = false, Layers = 1 });
        string full = folder.File("f32.gguf"), ours = folder.File("ours.gguf"), theirs = folder.File("theirs.gguf");
        Gguf.Write(full, model, new GgufOptions { Type = GgufType.F32 });
        Gguf.Write(ours, model, new GgufOptions { Type = GgufType.Q8 });
        LlamaCpp.Quantize(full, theirs);

        GgufFile expected = GgufFile.Read(theirs), actual = GgufFile.Read(ours);

        Assert.Equal(expected.Tensors.Keys.Order(StringComparer.Ordinal), actual.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, GgufFile.Entry entry) in expected.Tensors)
        {
            Assert.Equal(entry.Type, actual.Tensors[name].Type);
            Assert.Equal(entry.Dimensions, actual.Tensors[name].Dimensions);
            Assert.True(expected.Bytes(name).SequenceEqual(actual.Bytes(name)), name);
        }
    }

    private static void Compare(GptConfig config, GgufType type, double tolerance)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using Gpt model = Model(config);
        using Tensor ids = Values.Ids(seed: 3, config.VocabularySize, batch: 1, Positions);
        string path = folder.File("model.gguf");
        Gguf.Write(path, model, new GgufOptions { Type = type });

        using var llama = new LlamaCpp(path);

        using (no_grad())
            Values.Close(Values.Of(model.forward(ids)), llama.Logits(Values.Rows(ids)[0]), tolerance);
    }

    /// <summary>A model in float64, which is the better judge, with weights of which none is 0 or 1 by accident.</summary>
    private static Gpt Model(GptConfig config)
    {
        var model = new Gpt(config);
        _ = model.to(ScalarType.Float64);
        Values.Randomise(model, seed: 2, scale: 0.3);
        model.eval();
        return model;
    }
}
