using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>The update of one linear layer: two thin matrices whose product is added to its weight.</summary>
/// <remarks>Hu et al. 2021, §4.1, equation 3 (<see href="https://arxiv.org/abs/2106.09685"/>): h = W₀·x + α/r·B·A·x. Differs: A is drawn
/// uniformly, as the PEFT library does, and not from a normal distribution.</remarks>
public sealed class LoraLayer : IDisposable
{
    #region Solution
    private readonly Linear _linear;
    private readonly double _dropout;
    #endregion

    /// <summary>Makes an update that changes nothing yet. The layer is not touched.</summary>
    /// <param name="linear">The layer, <c>[out, in]</c>; it stays the caller's. In training mode (its <c>training</c>) the update drops.</param>
    /// <param name="options">Rank, α and dropout.</param>
    /// <param name="generator">Draws A, on the CPU.</param>
    /// <exception cref="ArgumentException">The rank is below 1, α not finite or not above 0, or the dropout not in [0, 1).</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public LoraLayer(Linear linear, LoraOptions options, Generator generator)
    {
        // TODO M09.E2: A uniform in ±1/√in, B zero, both of the layer's type, and neither in a dispose scope that happens to be open.
        #region Solution
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(generator);
        if (options.Rank < 1)
            throw new ArgumentException($"Rank is {options.Rank}; it must be at least 1.", nameof(options));
        if (!(options.Alpha > 0 && double.IsFinite(options.Alpha)))
            throw new ArgumentException($"Alpha is {options.Alpha}; it must be finite and above 0.", nameof(options));
        if (!(options.Dropout is >= 0 and < 1))
            throw new ArgumentException($"Dropout is {options.Dropout}; it must be at least 0 and below 1.", nameof(options));

        (_linear, _dropout) = (linear, options.Dropout);
        Scale = options.Alpha / (options.RankStabilized ? Math.Sqrt(options.Rank) : options.Rank);
        double bound = 1 / Math.Sqrt(linear.in_features);
        using var scope = NewDisposeScope();
        Tensor weight = linear.weight!;
        // Drawn in float32 whatever the layer's type is, so that a seed means the same numbers.
        Tensor a = rand(options.Rank, linear.in_features, generator: generator).mul(2 * bound).sub(bound);
        A = new Parameter(a.to(weight.dtype, weight.device));
        B = new Parameter(zeros(linear.out_features, options.Rank, weight.dtype, weight.device));
        _ = A.DetachFromDisposeScope();
        _ = B.DetachFromDisposeScope();
        #endregion
    }

    /// <summary>Gets the matrix that reads, <c>[r, in]</c>: uniform in ±1/√in at first.</summary>
    public Parameter A { get; }

    /// <summary>Gets the matrix that writes, <c>[out, r]</c>: zero at first.</summary>
    public Parameter B { get; }

    /// <summary>Gets what the product is multiplied by: α/r, or α/√r.</summary>
    public double Scale { get; }

    /// <summary>Computes what is added to the layer's output.</summary>
    /// <param name="x">The layer's input, <c>[…, in]</c>; the layer itself gets it whole, dropout or not.</param>
    /// <returns><c>scale·dropout(x)·Aᵀ·Bᵀ</c>, <c>[…, out]</c>; a new tensor that the caller disposes.</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public Tensor Update(Tensor x)
    {
        // TODO M09.E2: through A first and then through B: the product B·A is as large as the weight.
        #region Solution
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        if (_linear.training && _dropout > 0)
            x = nn.functional.dropout(x, _dropout);
        Tensor low = nn.functional.linear(x, A).mul(Scale);                              // […, r], where scaling costs least
        return nn.functional.linear(low, B).MoveToOuterDisposeScope();                   // […, out]
        #endregion
    }

    /// <summary>Computes what the update would add to the layer's weight, without a gradient.</summary>
    /// <returns><c>scale·B·A</c>, <c>[out, in]</c>; a new tensor that the caller disposes.</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public Tensor Delta()
    {
        // TODO M09.E2: the product, times the scale.
        #region Solution
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return B.matmul(A).mul(Scale).MoveToOuterDisposeScope();                         // [out, in]
        #endregion
    }

    /// <summary>Frees A and B.</summary>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}
