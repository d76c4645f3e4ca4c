using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class GptGradientTests
{
    /// <summary>The central difference is off by h²·f‴/6 ≈ 1e-10 and by rounding 1e-16/h ≈ 1e-11.</summary>
    private const double Step = 1e-5;

    private const double Tolerance = 1e-8;

    public static TheoryData<NormKind, NormPlacement, Activation, PositionEncoding, int?, bool> Cases() => new()
    {
        { NormKind.LayerNorm, NormPlacement.Pre, Activation.Gelu, PositionEncoding.Learned, null, true },
        { NormKind.LayerNorm, NormPlacement.Post, Activation.GeluTanh, PositionEncoding.Learned, 2, false },
        { NormKind.RmsNorm, NormPlacement.Pre, Activation.SwiGlu, PositionEncoding.Rope, 2, true },
        { NormKind.RmsNorm, NormPlacement.Post, Activation.SwiGlu, PositionEncoding.Rope, 1, false },
        { NormKind.RmsNorm, NormPlacement.Pre, Activation.GeluTanh, PositionEncoding.Rope, null, true },
        { NormKind.LayerNorm, NormPlacement.Pre, Activation.Relu, PositionEncoding.Learned, 1, true },
        { NormKind.LayerNorm, NormPlacement.Pre, Activation.Gelu, PositionEncoding.Sinusoidal, null, true },
        { NormKind.RmsNorm, NormPlacement.Pre, Activation.SwiGlu, PositionEncoding.Alibi, 2, false },
        { NormKind.LayerNorm, NormPlacement.Post, Activation.Gelu, PositionEncoding.None, null, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_Float64_EqualsCentralDifferences(
        NormKind norm, NormPlacement placement, Activation activation, PositionEncoding positions, int? kvHeads, bool tied)
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
        };
        using Gpt model = new Gpt(config).to(ScalarType.Float64);
        Values.Randomise(model, seed: 1);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 5), targets = Values.Ids(seed: 3, 11, batch: 2, length: 5);
        model.Loss(ids, targets).backward();

        var random = new Random(4);
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            double[] gradient = Values.Of(parameter.grad!);
            for (int trial = 0; trial < 3; trial++)
            {
                int index = random.Next(gradient.Length);
                double above = LossAt(model, parameter, index, Step, ids, targets);
                double below = LossAt(model, parameter, index, -Step, ids, targets);
                Values.Close([(above - below) / (2 * Step)], [gradient[index]], Tolerance, $"{name}[{index}]");
            }
        }
    }

    private static double LossAt(Gpt model, Parameter parameter, int index, double change, Tensor ids, Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        double old = MemoryMarshal.Cast<byte, double>(parameter.bytes)[index];
        MemoryMarshal.Cast<byte, double>(parameter.bytes)[index] = old + change;
        double loss = model.Loss(ids, targets).item<double>();
        MemoryMarshal.Cast<byte, double>(parameter.bytes)[index] = old;
        return loss;
    }
}
