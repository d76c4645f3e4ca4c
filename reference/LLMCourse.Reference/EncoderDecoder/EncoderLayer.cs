using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>One layer of the encoder: attention between all positions, then a feed-forward layer at each.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.1 and §5.4 (<see href="https://arxiv.org/abs/1706.03762"/>) with norms after; with norms before as Xiong et al.
/// 2020, figure 1b (<see href="https://arxiv.org/abs/2002.04745"/>). Differs: attention weights are dropped too, as in the paper's code.
/// State dict: <c>ln_1.*</c>, <c>attn.c_attn.*</c>, <c>attn.c_proj.*</c>, <c>ln_2.*</c>, <c>mlp.c_fc.*</c>, <c>mlp.c_proj.*</c>.
/// </remarks>
public sealed class EncoderLayer : Module<Tensor, Tensor?, Tensor>
{
    private readonly EncoderDecoderConfig _config;

    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly MultiHeadAttention _attention;

    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward _feedForward;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public EncoderLayer(EncoderDecoderConfig config)
        : base(nameof(EncoderLayer))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config.Validate();
        _norm1 = new LayerNorm(config.Width, config.NormEpsilon);
        _attention = new MultiHeadAttention(config.Width, config.Heads, dropout: config.Dropout);
        _norm2 = new LayerNorm(config.Width, config.NormEpsilon);
        _feedForward = new FeedForward(config.Width, config.EffectiveFeedForwardWidth, config.Activation);
        RegisterComponents();
    }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Floating point <c>[B, T, C]</c>.</param>
    /// <param name="mask">Bool <c>[B, T]</c>, true where there is a token; null: everywhere.</param>
    /// <returns>A new tensor <c>[B, T, C]</c> that the caller disposes; what stands at padding means nothing.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>, or the mask does not fit.</exception>
    public override Tensor forward(Tensor x, Tensor? mask = null)
    {
        CrossAttention.Check(x, _config.Width, nameof(x));
        using var scope = NewDisposeScope();
        return Apply(x, PaddingMask.Context(mask, x)).MoveToOuterDisposeScope();
    }

    /// <summary>The layer itself; its intermediates end with it.</summary>
    internal Tensor Apply(Tensor x, SequenceContext context)
    {
        using var scope = NewDisposeScope();
        if (_config.NormPlacement == NormPlacement.Pre)
        {
            x = _attention.Attend(_norm1.call(x), context).add_(x); // in place: the layer's output is nobody else's
            x = Drop(_feedForward.call(_norm2.call(x))).add_(x);
        }
        else
        {
            x = _norm1.call(_attention.Attend(x, context).add_(x));
            x = _norm2.call(Drop(_feedForward.call(x)).add_(x));
        }

        return x.MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _config.Dropout > 0 ? functional.dropout(x, _config.Dropout) : x;
}
