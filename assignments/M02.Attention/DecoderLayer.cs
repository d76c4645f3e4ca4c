using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>One layer of the original decoder: causal self-attention, cross-attention to the encoder's output, then a ReLU feed-forward layer.</summary>
/// <remarks>
/// <para>Vaswani et al. 2017, §3.1 to §3.3 (<see href="https://arxiv.org/abs/1706.03762"/>): each of the three sub-layers is followed by
/// add and norm, with dropout on its output (§5.4). Differs: none.</para>
/// <para>State dictionary: <c>self_attn.*</c> and <c>cross_attn.*</c> as in <see cref="CrossAttention"/>; <c>linear1.weight</c> [F, C],
/// <c>linear1.bias</c> [F], <c>linear2.weight</c> [C, F], <c>linear2.bias</c> [C]; <c>norm1</c>, <c>norm2</c> and <c>norm3</c>, each
/// with <c>weight</c> and <c>bias</c> [C].</para>
/// </remarks>
public sealed class DecoderLayer : nn.Module<Tensor, Tensor, Tensor?, Tensor>
{
    /// <summary>Creates the layer with random weights.</summary>
    /// <param name="modelWidth">Model width C, a multiple of <paramref name="heads"/>; 512 in the paper.</param>
    /// <param name="heads">Heads H; 8 in the paper.</param>
    /// <param name="hiddenWidth">Hidden width F of the feed-forward layer; 2048 in the paper.</param>
    /// <param name="dropout">Probability of dropping a number while training, 0 to below 1. The default is 0.1.</param>
    /// <exception cref="ArgumentException">A size is below 1, the heads do not divide the width, or the probability is out of range.</exception>
    [Exercise("M02.E8")]
    public DecoderLayer(int modelWidth, int heads, int hiddenWidth, double dropout = 0.1)
        : base(nameof(DecoderLayer))
    {
        // TODO M02.E8: check the arguments, then register self_attn, cross_attn, linear1, linear2, norm1 to norm3 and the dropout.
        throw new NotImplementedException("M02.E8: check the arguments, then register self_attn, cross_attn, linear1, linear2, norm1 to norm3 and the dropout.");
    }

    /// <summary>Runs the layer.</summary>
    /// <param name="x">What is decoded so far, float32 <c>[B, Tq, C]</c>; self-attention is causal.</param>
    /// <param name="memory">The encoder's output, float32 <c>[B, Tk, C]</c>.</param>
    /// <param name="memoryMask">bool, broadcastable to <c>[B, H, Tq, Tk]</c>, true = may attend; hides the memory's padding. Null allows everything.</param>
    /// <returns>float32 <c>[B, Tq, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">An input is not <c>[B, T, C]</c>, the batches differ, or the mask is not bool or does not broadcast.</exception>
    [Exercise("M02.E8")]
    public override Tensor forward(Tensor x, Tensor memory, Tensor? memoryMask)
    {
        // TODO M02.E8: causal self-attention, cross-attention to the memory, feed-forward; add and norm after each.
        throw new NotImplementedException("M02.E8: causal self-attention, cross-attention to the memory, feed-forward; add and norm after each.");
    }
}
