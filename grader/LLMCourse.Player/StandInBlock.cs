using LLMCourse.Reference;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>A block, where the student's of M02.E7 is not there yet: norms before, as in GPT-2.</summary>
internal sealed class StandInBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly MultiHeadAttention _attention;

    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward _feedForward;

    public StandInBlock(GptConfig config)
        : base(nameof(StandInBlock))
    {
        _norm1 = new LayerNorm(config.Width, config.NormEpsilon, config.Bias);
        _attention = new MultiHeadAttention(config.Width, config.Heads, config.KvHeads, config.Bias);
        _norm2 = new LayerNorm(config.Width, config.NormEpsilon, config.Bias);
        _feedForward = new FeedForward(config.Width, config.EffectiveFeedForwardWidth, config.Activation, config.Bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = x + _attention.call(_norm1.call(x), Attention.CausalMask(x.shape[1])); // [B, T, C]
        return (attended + _feedForward.call(_norm2.call(attended))).MoveToOuterDisposeScope();
    }
}
