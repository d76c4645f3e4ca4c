using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>Two linear layers with a nonlinearity between them, applied to every position alone.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.3, eq. 2 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: the nonlinearity may be chosen.
/// State dict: <c>c_fc.weight</c> <c>[F, C]</c>, <c>c_fc.bias</c>, <c>c_proj.weight</c> <c>[C, F]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class FeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "c_fc")]
    private readonly Linear _up;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _down;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C.</param>
    /// <param name="hidden">The width F between the two layers.</param>
    /// <param name="activation">The nonlinearity, not <see cref="LLMCourse.Reference.Activation.SwiGlu"/>.</param>
    /// <param name="bias">Whether both layers have a bias.</param>
    /// <exception cref="ArgumentException">A width is not positive, or the activation is gated.</exception>
    public FeedForward(int width, int hidden, Activation activation = Activation.Gelu, bool bias = true)
        : base(nameof(FeedForward))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        if (activation == Activation.SwiGlu)
            throw new ArgumentException("SwiGLU is gated; use the SwiGlu layer.", nameof(activation));
        Activation = activation;
        _up = Linear(width, hidden, bias);
        _down = Linear(hidden, width, bias);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Gets the nonlinearity.</summary>
    public Activation Activation { get; }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Activations.Apply(_up.call(x), Activation);                      // […, F]
        return _down.call(hidden).MoveToOuterDisposeScope();                             // […, C]
    }
}
