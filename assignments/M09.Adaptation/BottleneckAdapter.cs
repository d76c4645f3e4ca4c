using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>A small network that bends what a layer says: down to a few numbers, through a nonlinearity, up again, and added.</summary>
/// <remarks>Houlsby et al. 2019, §2.1 (<see href="https://arxiv.org/abs/1902.00751"/>). Differs: the way up is zero at first, weight and bias,
/// so that nothing changes; the paper draws both ways near zero. State dict: <c>down.weight</c> <c>[M, C]</c>, <c>down.bias</c>
/// <c>[M]</c>, <c>up.weight</c> <c>[C, M]</c>, <c>up.bias</c> <c>[C]</c>.</remarks>
public sealed class BottleneckAdapter : nn.Module<Tensor, Tensor>
{

    /// <summary>Makes an adapter that changes nothing yet.</summary>
    /// <param name="width">C, at least 1.</param>
    /// <param name="bottleneck">M, at least 1; 2·C·M + M + C numbers are learned.</param>
    /// <param name="seed">The seed of <c>down.weight</c>, drawn from N(0, 1/C); all else is zero.</param>
    /// <exception cref="ArgumentException">A width is below 1.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public BottleneckAdapter(int width, int bottleneck, long seed = 0)
        : base(nameof(BottleneckAdapter))
    {
        // TODO M09.E3: two linear layers, registered as "down" and "up".
        throw new NotImplementedException("M09.E3: two linear layers, registered as \"down\" and \"up\".");
    }

    /// <summary>Computes x + U·gelu(D·x + b) + b′.</summary>
    /// <param name="x">A layer's output, <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes; at first it equals x.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public override Tensor forward(Tensor x)
    {
        // TODO M09.E3: down, gelu (the exact one), up, and added to x.
        throw new NotImplementedException("M09.E3: down, gelu (the exact one), up, and added to x.");
    }
}
