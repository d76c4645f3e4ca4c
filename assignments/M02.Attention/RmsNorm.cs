using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Root-mean-square normalisation: each vector to mean square 1, then a learned scale.</summary>
/// <remarks>
/// <para>Zhang and Sennrich 2019, §3, eq. 4 (<see href="https://arxiv.org/abs/1910.07467"/>): y = x/√(mean(x²) + ε)·weight. Differs: ε,
/// as in LLaMA.</para>
/// <para>State dictionary: <c>weight</c> [C], ones at first.</para>
/// </remarks>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the module with scale 1.</summary>
    /// <param name="width">Vector width C, at least 1.</param>
    /// <param name="epsilon">What keeps the root of a zero vector's mean square away from 0; above 0. The default is 1e-5.</param>
    /// <exception cref="ArgumentException"><paramref name="width"/> is below 1, or <paramref name="epsilon"/> is not above 0.</exception>
    [Exercise("M02.E5")]
    public RmsNorm(int width, double epsilon = 1e-5)
        : base(nameof(RmsNorm))
    {
        // TODO M02.E5: check the arguments, then register the parameter weight (ones).
        throw new NotImplementedException("M02.E5: check the arguments, then register the parameter weight (ones).");
    }

    /// <summary>Normalises each vector along the last axis.</summary>
    /// <param name="x">float16, bfloat16, float32 or float64 <c>[…, C]</c>.</param>
    /// <returns>The dtype and shape of <paramref name="x"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C, or it is not floating point.</exception>
    /// <remarks>16-bit inputs are normalised in float32: float16 overflows at 65504, which the square of 256 already exceeds.</remarks>
    [Exercise("M02.E5")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E5: divide each vector by the root of its mean square plus epsilon, then scale.
        throw new NotImplementedException("M02.E5: divide each vector by the root of its mean square plus epsilon, then scale.");
    }
}
