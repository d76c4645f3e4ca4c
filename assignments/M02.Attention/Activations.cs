using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>The smooth activations of transformer feed-forward layers, entry by entry.</summary>
public static class Activations
{
    /// <summary>Computes x·Φ(x) = x/2·(1 + erf(x/√2)).</summary>
    /// <param name="x">float32 or float64, any shape.</param>
    /// <returns>The dtype and shape of <paramref name="x"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not floating point.</exception>
    /// <remarks>Hendrycks and Gimpel 2016, §2 (<see href="https://arxiv.org/abs/1606.08415"/>). Differs: none. Example: 1 → 0.8413447.</remarks>
    [Exercise("M02.E6", Title = "Feed-forward layers", Weight = 1)]
    public static Tensor Gelu(Tensor x)
    {
        // TODO M02.E6: return x/2 · (1 + erf(x/√2)).
        throw new NotImplementedException("M02.E6: return x/2 · (1 + erf(x/√2)).");
    }

    /// <summary>Computes x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), the approximation of GELU that GPT-2 uses.</summary>
    /// <param name="x">float32 or float64, any shape.</param>
    /// <returns>The dtype and shape of <paramref name="x"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not floating point.</exception>
    /// <remarks>
    /// Hendrycks and Gimpel 2016, §2 (<see href="https://arxiv.org/abs/1606.08415"/>). Differs: none. Within 5e-4 of
    /// <see cref="Gelu"/>. Example: 1 → 0.8411920.
    /// </remarks>
    [Exercise("M02.E6")]
    public static Tensor GeluTanh(Tensor x)
    {
        // TODO M02.E6: return x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³))).
        throw new NotImplementedException("M02.E6: return x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³))).");
    }

    /// <summary>Computes x·σ(x) = x/(1 + exp(−x)), also called Swish.</summary>
    /// <param name="x">float32 or float64, any shape.</param>
    /// <returns>The dtype and shape of <paramref name="x"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not floating point.</exception>
    /// <remarks>
    /// Elfwing, Uchibe and Doya 2018, eq. 4 (<see href="https://arxiv.org/abs/1702.03118"/>). Differs: none. Example: 1 → 0.7310586.
    /// Finite for every finite x: at −1000 it is 0, not NaN.
    /// </remarks>
    [Exercise("M02.E6")]
    public static Tensor Silu(Tensor x)
    {
        // TODO M02.E6: return x · σ(x), without overflow at large negative x.
        throw new NotImplementedException("M02.E6: return x · σ(x), without overflow at large negative x.");
    }
}
