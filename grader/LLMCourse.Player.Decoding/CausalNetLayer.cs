using LLMCourse.M05;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>The weights of one layer, which learn.</summary>
internal sealed class CausalNetLayer : Module
{
    [ComponentName(Name = "ln_1")]
    private readonly Parameter _attentionNorm;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _query;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _key;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _value;

    [ComponentName(Name = "o_proj")]
    private readonly Linear _output;

    [ComponentName(Name = "ln_2")]
    private readonly Parameter _feedForwardNorm;

    [ComponentName(Name = "c_fc")]
    private readonly Linear _up;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _down;

    /// <summary>Makes the layer.</summary>
    public CausalNetLayer(CausalConfig config)
        : base(nameof(CausalNetLayer))
    {
        int width = config.Width, kv = config.KvHeads * config.HeadWidth;
        (_attentionNorm, _feedForwardNorm) = (new Parameter(ones(width)), new Parameter(ones(width)));
        _query = nn.Linear(width, width, hasBias: false);
        _key = nn.Linear(width, kv, hasBias: false);
        _value = nn.Linear(width, kv, hasBias: false);
        _output = nn.Linear(width, width, hasBias: false);
        _up = nn.Linear(width, 4 * width, hasBias: false);
        _down = nn.Linear(4 * width, width, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Gets the weights as the exercises have them; they are this layer's own.</summary>
    public CausalLayer Weights() => new(
        _attentionNorm, _query.weight!, _key.weight!, _value.weight!, _output.weight!, _feedForwardNorm, _up.weight!, _down.weight!);
}
