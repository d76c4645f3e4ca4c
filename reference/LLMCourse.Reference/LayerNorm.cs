using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>Normalises the last dimension to mean 0 and variance 1, then scales and shifts it: (x − μ)/√(σ² + ε)·weight + bias.</summary>
/// <remarks>
/// Ba et al. 2016, §3 (<see href="https://arxiv.org/abs/1607.06450"/>). Differs: ε stands inside the root, as in PyTorch; the
/// variance is the biased one. State dict: <c>weight</c> <c>[C]</c>, <c>bias</c> <c>[C]</c>.
/// </remarks>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    private readonly long[] _shape;

    /// <summary>Makes the layer with weight 1 and bias 0.</summary>
    /// <param name="width">The width C of the last dimension.</param>
    /// <param name="eps">What keeps a constant row finite, positive; the default is PyTorch's and GPT-2's.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="ArgumentException">A value is not positive.</exception>
    public LayerNorm(int width, double eps = 1e-5, bool bias = true)
        : base(nameof(LayerNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        _shape = [width];
        Epsilon = eps;
        HasBias = bias;
        register_parameter("weight", new Parameter(ones(_shape)));
        if (bias)
            register_parameter("bias", new Parameter(zeros(_shape)));
        this.Own();
    }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <summary>Gets a value indicating whether there is a bias.</summary>
    public bool HasBias { get; }

    /// <summary>Normalises the last dimension.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last dimension is not C.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0 || x.shape[^1] != _shape[0])
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; its last dimension must be {_shape[0]}.", nameof(x));

        // The parameters are looked up because moving a module to another type or device replaces them.
        return functional.layer_norm(x, _shape, get_parameter("weight")!, HasBias ? get_parameter("bias")! : null!, Epsilon);
    }
}
