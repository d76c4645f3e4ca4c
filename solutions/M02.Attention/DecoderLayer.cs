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
    #region Solution
    [ComponentName(Name = "self_attn")]
    private readonly CrossAttention _selfAttention;

    [ComponentName(Name = "cross_attn")]
    private readonly CrossAttention _crossAttention;

    [ComponentName(Name = "linear1")]
    private readonly Linear _expand;

    [ComponentName(Name = "linear2")]
    private readonly Linear _contract;

    [ComponentName(Name = "norm1")]
    private readonly Reference.LayerNorm _norm1;

    [ComponentName(Name = "norm2")]
    private readonly Reference.LayerNorm _norm2;

    [ComponentName(Name = "norm3")]
    private readonly Reference.LayerNorm _norm3;

    [ComponentName(Name = "dropout")]
    private readonly Dropout _dropout;
    #endregion
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
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenWidth);
        if (!(dropout >= 0 && dropout < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "dropout must be from 0 to below 1.");
        _selfAttention = new CrossAttention(modelWidth, heads);
        _crossAttention = new CrossAttention(modelWidth, heads);
        _expand = nn.Linear(modelWidth, hiddenWidth);
        _contract = nn.Linear(hiddenWidth, modelWidth);
        _norm1 = new Reference.LayerNorm(modelWidth);
        _norm2 = new Reference.LayerNorm(modelWidth);
        _norm3 = new Reference.LayerNorm(modelWidth);
        _dropout = nn.Dropout(dropout);
        RegisterComponents();
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 3) throw new ArgumentException($"x must be [B, T, C], but it is {Shape.Of(x)}.", nameof(x));
        using DisposeScope scope = NewDisposeScope();
        Tensor causal = ones(x.shape[1], x.shape[1], ScalarType.Bool).tril();
        Tensor own = _norm1.call(x + _dropout.call(_selfAttention.call(x, x, causal)));
        Tensor crossed = _norm2.call(own + _dropout.call(_crossAttention.call(own, memory, memoryMask)));
        Tensor fed = _contract.call(_expand.call(crossed).relu()); // [B, Tq, F] inside
        return _norm3.call(crossed + _dropout.call(fed)).MoveToOuterDisposeScope();
        #endregion
    }
}
