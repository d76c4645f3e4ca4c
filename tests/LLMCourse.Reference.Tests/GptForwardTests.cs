using LLMCourse.Reference.Tests.Oracle;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class GptForwardTests
{
    /// <summary>Both sides compute in float64 and differ only in the order of sums of at most a few hundred terms.</summary>
    private const double Float64Tolerance = 1e-11;

    /// <summary>2⁻²⁴ times the few hundred roundings on the way through two blocks.</summary>
    private const double Float32Tolerance = 2e-5;

    public static TheoryData<NormKind, NormPlacement, Activation, PositionEncoding, int?, bool, bool> Combinations()
    {
        var data = new TheoryData<NormKind, NormPlacement, Activation, PositionEncoding, int?, bool, bool>();
        var combinations =
            from norm in Enum.GetValues<NormKind>()
            from placement in Enum.GetValues<NormPlacement>()
            from activation in Enum.GetValues<Activation>()
            from positions in new[] { PositionEncoding.Learned, PositionEncoding.Rope }
            from kvHeads in new int?[] { null, 2, 1 }
            from tied in new[] { true, false }
            from bias in new[] { true, false }
            select (norm, placement, activation, positions, kvHeads, tied, bias);
        foreach (var (norm, placement, activation, positions, kvHeads, tied, bias) in combinations)
            data.Add(norm, placement, activation, positions, kvHeads, tied, bias);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Forward_EveryCombination_EqualsTheScalarOracle(
        NormKind norm, NormPlacement placement, Activation activation, PositionEncoding positions, int? kvHeads, bool tied, bool bias)
    {
        using var scope = NewDisposeScope();
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
        using Gpt model = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor ids = Values.Ids(seed: 2, config.VocabularySize, batch: 2, length: 5);

        double[] expected = [.. Values.Rows(ids).SelectMany(row => ScalarGpt.Of(model).Logits(row)).SelectMany(row => row)];

        Tensor logits = model.forward(ids);
        Assert.Equal([2, 5, config.VocabularySize], logits.shape);
        Values.Close(expected, Values.Of(logits), Float64Tolerance, "float64");
        Values.Close(expected, Values.Of(model.to(ScalarType.Float32).forward(ids)), Float32Tolerance, "float32");
    }

    [Fact]
    public void Loss_WithIgnoredTargets_EqualsTheScalarOracle()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 3);
        Tensor ids = Values.Ids(seed: 4, 11, batch: 3, length: 6), targets = Values.Ids(seed: 5, 11, batch: 3, length: 6);
        targets[0, 2] = tensor(-100L);
        targets[2, 5] = tensor(-100L);

        double expected = ScalarGpt.Of(model).Loss(Values.Rows(ids), Values.Rows(targets));

        Values.Close([expected], Values.Of(model.Loss(ids, targets)), Float64Tolerance);
    }

    [Fact]
    public void NextLogits_AnyBatch_IsTheLastRowOfForward()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small with { Positions = PositionEncoding.Rope }).to(ScalarType.Float64);
        Tensor ids = Values.Ids(seed: 6, 11, batch: 2, length: 4);

        Values.Close(Values.Of(model.forward(ids).select(1, 3)), Values.Of(model.NextLogits(ids)), Float64Tolerance);
    }

    [Theory]
    [InlineData(PositionEncoding.Learned)]
    [InlineData(PositionEncoding.Rope)]
    [InlineData(PositionEncoding.Sinusoidal)]
    [InlineData(PositionEncoding.Alibi)]
    [InlineData(PositionEncoding.None)]
    public void Forward_LaterTokenChanged_LeavesEarlierLogitsBitForBit(PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(GptConfig.Tiny with { Positions = positions, KvHeads = 2 });
        Tensor ids = Values.Ids(seed: 7, 65, batch: 2, length: 64);
        byte[] before = Values.Bytes(model.forward(ids)[.., ..40]);
        ids[.., 40..] = (ids[.., 40..] + 1) % 65;

        Tensor after = model.forward(ids);

        Assert.Equal(before, Values.Bytes(after[.., ..40]));
        Assert.NotEqual(before[..1000], Values.Bytes(after[.., 40..])[..1000]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Forward_ShortestAndLongestSequence_EqualsTheScalarOracle(int length)
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 8);
        Tensor ids = Values.Ids(seed: 9, 11, batch: 1, length);

        double[] expected = [.. ScalarGpt.Of(model).Logits(Values.Rows(ids)[0]).SelectMany(row => row)];

        Values.Close(expected, Values.Of(model.forward(ids)), Float64Tolerance);
    }

    [Fact]
    public void Forward_LongerThanTheCachedMask_IsStillCausal()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using Gpt model =
            new Gpt(Configurations.Small with { ContextLength = 2100, Layers = 1, Heads = 1, Width = 2 }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 10);
        Tensor ids = Values.Ids(seed: 11, 11, batch: 1, length: 2100);

        Values.Close(Values.Of(model.forward(ids[.., ..2048])), Values.Of(model.forward(ids)[.., ..2048]), Float64Tolerance);
    }

    [Fact]
    public void Forward_BadIds_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small);

        Assert.Contains("context length is 6", Assert.Throws<ArgumentException>(() => model.forward(zeros(1, 7, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("Int64 [B, T]", Assert.Throws<ArgumentException>(() => model.forward(zeros(1, 6))).Message,
            StringComparison.Ordinal);
        Assert.Contains("Int64 [B, T]", Assert.Throws<ArgumentException>(() => model.forward(zeros(6, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("at least one token", Assert.Throws<ArgumentException>(() => model.forward(zeros(1, 0, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("ids has 11", Assert.Throws<ArgumentException>(() => model.forward(full(1, 2, 11, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("ids has -1", Assert.Throws<ArgumentException>(() => model.forward(full(1, 2, -1, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("must be Int64 [1, 2]",
            Assert.Throws<ArgumentException>(() => model.Loss(zeros(1, 2, ScalarType.Int64), zeros(2, 1, ScalarType.Int64))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PositionEncoding.Learned)]
    [InlineData(PositionEncoding.Rope)]
    [InlineData(PositionEncoding.Alibi)]
    [InlineData(PositionEncoding.Sinusoidal)]
    public void ForwardEmbedded_RowsOfTheTable_EqualsForward(PositionEncoding positions)
    {
        using var scope = NewDisposeScope();
        var config = Configurations.Small with { Positions = positions };
        using Gpt model = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor ids = Values.Ids(seed: 2, config.VocabularySize, batch: 2, length: 5);
        Tensor rows = model.state_dict()["wte.weight"].detach()[ids];

        Assert.Equal(Values.Of(model.forward(ids)), Values.Of(model.ForwardEmbedded(rows)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HiddenStates_TimesTheHead_AreTheLogits(bool tied)
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small with { TieEmbeddings = tied }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor ids = Values.Ids(seed: 2, model.Config.VocabularySize, batch: 2, length: 5);

        Tensor hidden = model.HiddenStates(ids);

        Assert.Equal([2L, 5, model.Config.Width], hidden.shape);
        Tensor head = model.state_dict()[tied ? "wte.weight" : "lm_head.weight"];
        Assert.Equal(Values.Of(model.forward(ids)), Values.Of(hidden.matmul(head.t())));
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => model.HiddenStates(zeros(1, 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForwardEmbedded_Gradient_EqualsCentralDifferences()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor vectors = randn([1, 3, model.Config.Width], dtype: ScalarType.Float64, generator: new Generator(3)).requires_grad_();
        double Loss(Tensor x) => model.ForwardEmbedded(x)[0, 2, 1].item<double>();

        model.ForwardEmbedded(vectors)[0, 2, 1].backward();

        double[] gradient = Values.Of(vectors.grad!);
        foreach (int i in new[] { 0, model.Config.Width + 1, gradient.Length - 1 })
        {
            Tensor step = zeros_like(vectors).detach();
            step.view(-1)[i] = 1e-5;
            using (no_grad())
                Assert.Equal((Loss(vectors + step) - Loss(vectors - step)) / 2e-5, gradient[i], 1e-7);
        }
    }

    [Fact]
    public void ForwardEmbedded_BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new(Configurations.Small);
        (int width, int context) = (model.Config.Width, model.Config.ContextLength);

        Assert.Contains("[B, T, ", Assert.Throws<ArgumentException>(() => model.ForwardEmbedded(zeros(1, 2, width + 1))).Message,
            StringComparison.Ordinal);
        Assert.Contains("floating point",
            Assert.Throws<ArgumentException>(() => model.ForwardEmbedded(zeros([1, 2, width], dtype: ScalarType.Int64))).Message,
            StringComparison.Ordinal);
        Assert.Contains("context length",
            Assert.Throws<ArgumentException>(() => model.ForwardEmbedded(zeros(1, context + 1, width))).Message, StringComparison.Ordinal);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => model.ForwardEmbedded(zeros(1, 0, width))).Message,
            StringComparison.Ordinal);
    }
}
