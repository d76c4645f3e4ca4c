using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>The feed-forward layer of GPT-2: gelu(x·W₁ᵀ + b₁)·W₂ᵀ + b₂, the same at every position.</summary>
/// <remarks>
/// <para>Vaswani et al. 2017, §3.3, eq. 2 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: the exact
/// <see cref="Activations.Gelu"/> in place of ReLU.</para>
/// <para>State dictionary: <c>c_fc.weight</c> [F, C], <c>c_fc.bias</c> [F], <c>c_proj.weight</c> [C, F], <c>c_proj.bias</c> [C].</para>
/// </remarks>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates both projections with random weights.</summary>
    /// <param name="modelWidth">Model width C, at least 1.</param>
    /// <param name="hiddenWidth">Hidden width F, at least 1; 4·C in GPT-2.</param>
    /// <exception cref="ArgumentException">A width is below 1.</exception>
    [Exercise("M02.E6")]
    public FeedForward(int modelWidth, int hiddenWidth)
        : base(nameof(FeedForward))
    {
        // TODO M02.E6: check the widths, then register the projections c_fc (C to F) and c_proj (F to C), both with bias.
        throw new NotImplementedException("M02.E6: check the widths, then register the projections c_fc (C to F) and c_proj (F to C), both with bias.");
    }

    /// <summary>Applies the layer to each vector.</summary>
    /// <param name="x">float32 <c>[…, C]</c>.</param>
    /// <returns>float32 <c>[…, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="x"/> is not C.</exception>
    [Exercise("M02.E6")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E6: check the width, then apply c_fc, the exact GELU, and c_proj.
        throw new NotImplementedException("M02.E6: check the width, then apply c_fc, the exact GELU, and c_proj.");
    }
}
