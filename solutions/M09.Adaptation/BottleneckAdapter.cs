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
    #region Solution
    private readonly Linear _down, _up;
    #endregion

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
        #region Solution
        if (width < 1 || bottleneck < 1)
            throw new ArgumentException($"width is {width} and bottleneck {bottleneck}; both must be at least 1.");
        (_down, _up) = (nn.Linear(width, bottleneck), nn.Linear(bottleneck, width));
        using (var scope = NewDisposeScope())
        using (no_grad())
        using (Generator generator = new((ulong)seed, CPU))
        {
            _ = _down.weight!.normal_(0, 1 / Math.Sqrt(width), generator);
            _ = _down.bias!.zero_();
            _ = _up.weight!.zero_();
            _ = _up.bias!.zero_();
        }

        register_module("down", _down);
        register_module("up", _up);
        #endregion
    }

    /// <summary>Computes x + U·gelu(D·x + b) + b′.</summary>
    /// <param name="x">A layer's output, <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes; at first it equals x.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public override Tensor forward(Tensor x)
    {
        // TODO M09.E3: down, gelu (the exact one), up, and added to x.
        #region Solution
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() == 0 || x.shape[^1] != _down.in_features)
            throw new ArgumentException($"x is [{string.Join(", ", x.shape)}]; its last axis must be {_down.in_features}.", nameof(x));
        using var scope = NewDisposeScope();
        return (x + _up.call(nn.functional.gelu(_down.call(x)))).MoveToOuterDisposeScope();
        #endregion
    }
}
