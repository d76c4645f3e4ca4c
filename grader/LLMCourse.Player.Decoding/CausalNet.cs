using LLMCourse.M05;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>The transformer of module 5 with weights that learn; what draws text from it is the student's.</summary>
internal sealed class CausalNet : Module<Tensor, Tensor>
{
    private readonly CausalConfig _config;

    [ComponentName(Name = "wte")]
    private readonly Embedding _embedding;

    [ComponentName(Name = "h")]
    private readonly ModuleList<CausalNetLayer> _layers;

    [ComponentName(Name = "ln_f")]
    private readonly Parameter _finalNorm;

    [ComponentName(Name = "head")]
    private readonly Linear _head;

    /// <summary>Makes the model.</summary>
    public CausalNet(CausalConfig config)
        : base(nameof(CausalNet))
    {
        _config = config;
        _embedding = nn.Embedding(config.Vocabulary, config.Width);
        _layers = new ModuleList<CausalNetLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new CausalNetLayer(config))]);
        _finalNorm = new Parameter(ones(config.Width));
        _head = nn.Linear(config.Width, config.Vocabulary, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Computes logits as <see cref="CausalModel.Logits"/> does, with gradients.</summary>
    /// <param name="ids">int64 <c>[B, T]</c>.</param>
    /// <returns>float32 <c>[B, T, V]</c>.</returns>
    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        long b = ids.shape[0], t = ids.shape[1];
        Tensor positions = arange(t, ScalarType.Int64).unsqueeze(0); // [1, T]
        Tensor x = _embedding.call(ids); // [B, T, C]
        foreach (CausalNetLayer layer in _layers)
        {
            CausalLayer weights = layer.Weights();
            Tensor h = CausalModel.Norm(x, weights.AttentionNorm);
            Tensor q = CausalModel.Rotate(CausalModel.Split(functional.linear(h, weights.Query), _config.Heads), positions); // [B, H, T, D]
            Tensor k = Widen(CausalModel.Rotate(CausalModel.Split(functional.linear(h, weights.Key), _config.KvHeads), positions));
            Tensor v = Widen(CausalModel.Split(functional.linear(h, weights.Value), _config.KvHeads));
            Tensor attended = functional.scaled_dot_product_attention(q, k, v, is_casual: true); // [B, H, T, D]
            x = x + functional.linear(attended.transpose(1, 2).reshape(b, t, -1), weights.Output);
            x = x + CausalModel.FeedForward(x, weights);
        }

        return _head.call(CausalModel.Norm(x, _finalNorm)).MoveToOuterDisposeScope(); // [B, T, V]
    }

    /// <summary>Makes the model of the exercises, which shares these weights, in the caller's scope.</summary>
    public CausalModel ToCausalModel() => new(
        _config, _embedding.weight!.detach(), [.. _layers.Select(layer => Detached(layer.Weights()))], _finalNorm.detach(),
        _head.weight!.detach());

    private static CausalLayer Detached(CausalLayer w) => new(
        w.AttentionNorm.detach(), w.Query.detach(), w.Key.detach(), w.Value.detach(), w.Output.detach(), w.FeedForwardNorm.detach(),
        w.Up.detach(), w.Down.detach());

    private Tensor Widen(Tensor x) => x.repeat_interleave(_config.Heads / _config.KvHeads, dim: 1); // [B, G, T, D] to [B, H, T, D]
}
