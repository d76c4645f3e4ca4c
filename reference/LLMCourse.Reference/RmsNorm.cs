using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>Divides the last dimension by its root mean square and scales it: x/√(mean(x²) + ε)·weight.</summary>
/// <remarks>
/// Zhang and Sennrich 2019, §4, eq. 4 (<see href="https://arxiv.org/abs/1910.07467"/>). Differs: ε stands inside the root, as in
/// LLaMA. Half and bfloat16 input is squared and averaged in float32, because 256² already exceeds what half can hold.
/// State dict: <c>weight</c> <c>[C]</c>.
/// </remarks>
public sealed class RmsNorm : Module<Tensor, Tensor>
{
    private static readonly long[] LastDimension = [-1];

    /// <summary>Makes the layer with weight 1.</summary>
    /// <param name="width">The width C of the last dimension.</param>
    /// <param name="eps">What keeps a zero row finite, positive.</param>
    /// <exception cref="ArgumentException">A value is not positive.</exception>
    public RmsNorm(int width, double eps = 1e-5)
        : base(nameof(RmsNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        Width = width;
        Epsilon = eps;
        register_parameter("weight", new Parameter(ones(width)));
        this.Own();
    }

    /// <summary>Gets the width C of the last dimension.</summary>
    public int Width { get; }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <summary>Normalises the last dimension.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> of the type of <paramref name="x"/>, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last dimension is not C.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0 || x.shape[^1] != Width)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; its last dimension must be {Width}.", nameof(x));

        using var scope = NewDisposeScope();
        bool half = x.dtype is ScalarType.Float16 or ScalarType.BFloat16;
        Tensor wide = half ? x.to(ScalarType.Float32) : x;
        Tensor scale = wide.square().mean(LastDimension, keepdim: true).add_(Epsilon).rsqrt_(); // […, 1]
        Tensor normal = wide.mul(scale);                                                  // […, C]
        if (half)
            normal = normal.to(x.dtype);
        return normal.mul(get_parameter("weight")!).MoveToOuterDisposeScope();
    }
}
