using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>The gated feed-forward layer of LLaMA: (silu(x·W₁ᵀ) ⊙ x·W₃ᵀ)·W₂ᵀ, the same at every position.</summary>
/// <remarks>
/// <para>Shazeer 2020, §2, eq. 6 (<see href="https://arxiv.org/abs/2002.05202"/>). Differs: none; W, V and W₂ there are w1, w3 and
/// w2 here, as in LLaMA.</para>
/// <para>State dictionary: <c>w1.weight</c> [F, C], <c>w2.weight</c> [C, F], <c>w3.weight</c> [F, C]; no biases.</para>
/// </remarks>
public sealed class SwiGlu : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the three projections with random weights.</summary>
    /// <param name="modelWidth">Model width C, at least 1.</param>
    /// <param name="hiddenWidth">Hidden width F, at least 1. The default is <see cref="HiddenWidth"/> of C.</param>
    /// <exception cref="ArgumentException">A width is below 1.</exception>
    [Exercise("M02.E6")]
    public SwiGlu(int modelWidth, int? hiddenWidth = null)
        : base(nameof(SwiGlu))
    {
        // TODO M02.E6: check the widths, then register w1 and w3 (C to F) and w2 (F to C), without biases.
        throw new NotImplementedException("M02.E6: check the widths, then register w1 and w3 (C to F) and w2 (F to C), without biases.");
    }

    /// <summary>Computes the usual hidden width: 8·C/3 rounded down, then up to the next multiple.</summary>
    /// <param name="modelWidth">Model width C, at least 1.</param>
    /// <param name="multiple">What the width must be a multiple of, at least 1; 64 suits matrix units. The default is 64.</param>
    /// <returns>The hidden width F. Example: 512 → 1365 → 1408.</returns>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    /// <remarks>
    /// Three matrices of 8/3·C·C have as many weights as the two of 4·C·C in <see cref="FeedForward"/>. Touvron et al. 2023, §2.2
    /// (<see href="https://arxiv.org/abs/2302.13971"/>). Never 0: the smallest result is <paramref name="multiple"/>.
    /// </remarks>
    [Exercise("M02.E6")]
    public static int HiddenWidth(int modelWidth, int multiple = 64)
    {
        // TODO M02.E6: return 8·modelWidth/3, rounded down, then rounded up to a multiple.
        throw new NotImplementedException("M02.E6: return 8·modelWidth/3, rounded down, then rounded up to a multiple.");
    }

    /// <summary>Applies the layer to each vector.</summary>
    /// <param name="x">float32 <c>[…, C]</c>.</param>
    /// <returns>float32 <c>[…, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C.</exception>
    [Exercise("M02.E6")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E6: check the width, then return w2(silu(w1(x)) ⊙ w3(x)).
        throw new NotImplementedException("M02.E6: check the width, then return w2(silu(w1(x)) ⊙ w3(x)).");
    }
}
