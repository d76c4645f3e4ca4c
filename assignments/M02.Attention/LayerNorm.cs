using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Layer normalisation: each vector to mean 0 and variance 1, then a learned scale and shift.</summary>
/// <remarks>
/// <para>Ba, Kiros and Hinton 2016, §3, eq. 4 (<see href="https://arxiv.org/abs/1607.06450"/>): y = (x − μ)/√(σ² + ε)·weight + bias,
/// with the variance over C, not C − 1. Differs: ε is added to σ² under the root, as every implementation does.</para>
/// <para>State dictionary: <c>weight</c> [C], ones at first, and <c>bias</c> [C], zeros at first.</para>
/// </remarks>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the module with scale 1 and shift 0.</summary>
    /// <param name="width">Vector width C, at least 1.</param>
    /// <param name="epsilon">What keeps the root of a constant vector's variance away from 0; above 0. The default is 1e-5.</param>
    /// <exception cref="ArgumentException"><paramref name="width"/> is below 1, or <paramref name="epsilon"/> is not above 0.</exception>
    [Exercise("M02.E5", Title = "LayerNorm and RMSNorm", Weight = 1)]
    public LayerNorm(int width, double epsilon = 1e-5)
        : base(nameof(LayerNorm))
    {
        // TODO M02.E5: check the arguments, then register the parameters weight (ones) and bias (zeros).
        throw new NotImplementedException("M02.E5: check the arguments, then register the parameters weight (ones) and bias (zeros).");
    }

    /// <summary>Normalises each vector along the last axis.</summary>
    /// <param name="x">float16, bfloat16, float32 or float64 <c>[…, C]</c>.</param>
    /// <returns>The dtype and shape of <paramref name="x"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C, or it is not floating point.</exception>
    /// <remarks>16-bit inputs are normalised in float32: float16 overflows at 65504, which the square of 256 already exceeds.</remarks>
    [Exercise("M02.E5")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E5: subtract the mean, divide by the root of the biased variance plus epsilon, then scale and shift.
        throw new NotImplementedException("M02.E5: subtract the mean, divide by the root of the biased variance plus epsilon, then scale and shift.");
    }
}
