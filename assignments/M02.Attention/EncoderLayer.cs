using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>One layer of the original encoder: self-attention, then a ReLU feed-forward layer, each followed by add and norm.</summary>
/// <remarks>
/// <para>Vaswani et al. 2017, §3.1 and §3.3 (<see href="https://arxiv.org/abs/1706.03762"/>): x ← norm1(x + attention(x)),
/// x ← norm2(x + feedforward(x)), with dropout on both sub-layers' outputs (§5.4). Differs: none.</para>
/// <para>State dictionary: <c>self_attn.*</c> as in <see cref="CrossAttention"/>; <c>linear1.weight</c> [F, C], <c>linear1.bias</c> [F],
/// <c>linear2.weight</c> [C, F], <c>linear2.bias</c> [C]; <c>norm1.weight</c>, <c>norm1.bias</c>, <c>norm2.weight</c>,
/// <c>norm2.bias</c>, each [C].</para>
/// </remarks>
public sealed class EncoderLayer : nn.Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Creates the layer with random weights.</summary>
    /// <param name="modelWidth">Model width C, a multiple of <paramref name="heads"/>; 512 in the paper.</param>
    /// <param name="heads">Heads H; 8 in the paper.</param>
    /// <param name="hiddenWidth">Hidden width F of the feed-forward layer; 2048 in the paper.</param>
    /// <param name="dropout">Probability of dropping a number while training, 0 to below 1. The default is 0.1.</param>
    /// <exception cref="ArgumentException">A size is below 1, the heads do not divide the width, or the probability is out of range.</exception>
    [Exercise("M02.E8")]
    public EncoderLayer(int modelWidth, int heads, int hiddenWidth, double dropout = 0.1)
        : base(nameof(EncoderLayer))
    {
        // TODO M02.E8: check the arguments, then register self_attn, linear1, linear2, norm1, norm2 and the dropout.
        throw new NotImplementedException("M02.E8: check the arguments, then register self_attn, linear1, linear2, norm1, norm2 and the dropout.");
    }

    /// <summary>Runs the layer.</summary>
    /// <param name="x">float32 <c>[B, T, C]</c>.</param>
    /// <param name="mask">bool, broadcastable to <c>[B, H, T, T]</c>, true = may attend, such as <see cref="Masks.Padding"/>; null allows everything.</param>
    /// <returns>float32 <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>, or the mask is not bool or does not broadcast.</exception>
    [Exercise("M02.E8")]
    public override Tensor forward(Tensor x, Tensor? mask)
    {
        // TODO M02.E8: x ← norm1(x + dropout(self_attn(x))); x ← norm2(x + dropout(linear2(relu(linear1(x))))).
        throw new NotImplementedException("M02.E8: x ← norm1(x + dropout(self_attn(x))); x ← norm2(x + dropout(linear2(relu(linear1(x))))).");
    }
}
