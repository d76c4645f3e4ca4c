using LLMCourse.Reference.Tests.Oracle;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Positions;

public sealed class GptPositionTests
{
    /// <summary>Both sides compute in float64 and differ only in the order of sums of at most a few hundred terms.</summary>
    private const double Float64Tolerance = 1e-11;

    /// <summary>2⁻²⁴ times the few hundred roundings on the way through two blocks.</summary>
    private const double Float32Tolerance = 2e-5;

    public static TheoryData<PositionEncoding, RopeLayout, NormPlacement, int, int?> Combinations()
    {
        var data = new TheoryData<PositionEncoding, RopeLayout, NormPlacement, int, int?>();
        var encodings = new[]
        {
            (PositionEncoding.Rope, RopeLayout.Interleaved),
            (PositionEncoding.Sinusoidal, RopeLayout.Half),
            (PositionEncoding.Alibi, RopeLayout.Half),
            (PositionEncoding.None, RopeLayout.Half),
        };
        foreach ((PositionEncoding positions, RopeLayout layout) in encodings)
        {
            foreach (NormPlacement placement in Enum.GetValues<NormPlacement>())
            {
                data.Add(positions, layout, placement, 4, 2);
                data.Add(positions, layout, placement, 3, null); // no power of two, for ALiBi's rule
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Forward_EveryEncoding_EqualsTheScalarOracle(PositionEncoding positions, RopeLayout layout, NormPlacement placement,
        int heads, int? kvHeads)
    {
        using var scope = NewDisposeScope();
        GptConfig config = Configurations.Small with
        {
            Positions = positions,
            RopeLayout = layout,
            NormPlacement = placement,
            Heads = heads,
            KvHeads = kvHeads,
            Width = 6 * heads,
        };
        using Gpt model = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor ids = Values.Ids(seed: 2, config.VocabularySize, batch: 2, length: 5);

        double[] expected = [.. Values.Rows(ids).SelectMany(row => ScalarGpt.Of(model).Logits(row)).SelectMany(row => row)];

        Values.Close(expected, Values.Of(model.forward(ids)), Float64Tolerance, "float64");
        Values.Close(expected, Values.Of(model.to(ScalarType.Float32).forward(ids)), Float32Tolerance, "float32");
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), config.ParameterCount());
    }

    [Theory]
    [InlineData(PositionEncoding.Rope, RopeLayout.Interleaved)]
    [InlineData(PositionEncoding.Alibi, RopeLayout.Half)]
    public void Block_WithoutContext_EqualsTheBlockInTheModel(PositionEncoding positions, RopeLayout layout)
    {
        using var scope = NewDisposeScope();
        using Gpt model =
            new Gpt(Configurations.Small with { Positions = positions, RopeLayout = layout, Layers = 1 }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 3);
        Tensor ids = Values.Ids(seed: 4, 11, batch: 1, length: 5);
        var block = (TransformerBlock)model.named_modules().Single(pair => pair.name == "h.0").module;
        Dictionary<string, Tensor> state = model.state_dict();
        var norm = (LayerNorm)model.named_modules().Single(pair => pair.name == "ln_f").module;

        Tensor alone = norm.forward(block.forward(state["wte.weight"][ids])).matmul(state["wte.weight"].t());

        Values.Close(Values.Of(model.forward(ids)), Values.Of(alone), Float64Tolerance);
    }

    [Fact]
    public void NextLogits_NoneInOneLayer_SeesABagOfTokens()
    {
        using var scope = NewDisposeScope();
        using Gpt model = new Gpt(Configurations.Small with { Positions = PositionEncoding.None, Layers = 1 }).to(ScalarType.Float64);
        Values.Randomise(model, seed: 5);
        Tensor ids = tensor(new long[] { 1, 2, 3, 4, 5, 3, 1, 2, 4, 5 }).reshape(2, 5);

        // The last position sees the same tokens in another order: with one layer nothing can tell.
        Tensor logits = model.NextLogits(ids);

        Values.Close(Values.Of(logits[0]), Values.Of(logits[1]), Float64Tolerance);
    }
}
