using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>One layer of the decoder: causal attention, attention to the encoder's output, then a
/// feed-forward layer at each position.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.1 and §5.4 (<see href="https://arxiv.org/abs/1706.03762"/>) with norms after; norms before as in
/// <see cref="EncoderLayer"/>. State dict: <c>ln_1.*</c>, <c>attn.*</c>, <c>ln_2.*</c>, <c>cross_attn.*</c> as <see cref="CrossAttention"/>
/// has them, <c>ln_3.*</c>, <c>mlp.*</c>.
/// </remarks>
public sealed class DecoderLayer : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly EncoderDecoderConfig _config;

    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly MultiHeadAttention _attention;

    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "cross_attn")]
    private readonly CrossAttention _crossAttention;

    [ComponentName(Name = "ln_3")]
    private readonly LayerNorm _norm3;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward _feedForward;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public DecoderLayer(EncoderDecoderConfig config)
        : base(nameof(DecoderLayer))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config.Validate();
        _norm1 = new LayerNorm(config.Width, config.NormEpsilon);
        _attention = new MultiHeadAttention(config.Width, config.Heads, dropout: config.Dropout);
        _norm2 = new LayerNorm(config.Width, config.NormEpsilon);
        _crossAttention = new CrossAttention(config.Width, config.Heads, config.Dropout);
        _norm3 = new LayerNorm(config.Width, config.NormEpsilon);
        _feedForward = new FeedForward(config.Width, config.EffectiveFeedForwardWidth, config.Activation);
        RegisterComponents();
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">What is decoded so far, floating point <c>[B, Tq, C]</c>.</param>
    /// <param name="memory">The encoder's output, of the same type, <c>[B, Tk, C]</c>.</param>
    /// <param name="memoryMask">Bool <c>[B, Tk]</c>, true where the source has a token; null: everywhere.</param>
    /// <returns>A new tensor <c>[B, Tq, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">A shape, the batches or the mask do not fit.</exception>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? memoryMask = null)
    {
        CrossAttention.Check(x, _config.Width, nameof(x));
        CrossAttention.Check(memory, _config.Width, nameof(memory));
        if (x.shape[0] != memory.shape[0])
            throw new ArgumentException(
                $"x {Shapes.Text(x)} and memory {Shapes.Text(memory)} differ in the batch; their first dimensions must be equal.",
                nameof(memory));
        using var scope = NewDisposeScope();
        var own = SequenceContext.Causal(Attention.CausalBias(x.shape[1], x.dtype, x.device), null);
        return Apply(x, own, memory, PaddingMask.Context(memoryMask, memory)).MoveToOuterDisposeScope();
    }

    /// <summary>The layer itself; its intermediates end with it.</summary>
    internal Tensor Apply(Tensor x, SequenceContext own, Tensor memory, SequenceContext source)
    {
        using var scope = NewDisposeScope();
        if (_config.NormPlacement == NormPlacement.Pre)
        {
            x = _attention.Attend(_norm1.call(x), own).add_(x); // in place: the layer's output is nobody else's
            x = Drop(_crossAttention.Attend(_norm2.call(x), memory, source)).add_(x);
            x = Drop(_feedForward.call(_norm3.call(x))).add_(x);
        }
        else
        {
            x = _norm1.call(_attention.Attend(x, own).add_(x));
            x = _norm2.call(Drop(_crossAttention.Attend(x, memory, source)).add_(x));
            x = _norm3.call(Drop(_feedForward.call(x)).add_(x));
        }

        return x.MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _config.Dropout > 0 ? functional.dropout(x, _config.Dropout) : x;
}
