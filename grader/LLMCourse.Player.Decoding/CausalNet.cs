using LLMCourse.M05;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>The transformer of module 5 with weights that learn; what draws text from it is the student's.</summary>
internal sealed class CausalNet : Module<Tensor, Tensor>
{
    private readonly CausalModel _weights;

    /// <summary>Makes the model.</summary>
    public CausalNet(CausalConfig config)
        : base(nameof(CausalNet))
    {
        CausalModel given = CausalModel.Random(config, seed: 0);
        _weights = Each(given, (name, tensor) =>
        {
            var parameter = new Parameter(tensor);
            register_parameter(name, parameter);
            return parameter;
        });
    }

    /// <summary>Computes logits as <see cref="CausalModel.Logits"/> does, with gradients.</summary>
    /// <param name="ids">int64 <c>[B, T]</c>.</param>
    /// <returns>float32 <c>[B, T, V]</c>.</returns>
    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        CausalConfig config = _weights.Config;
        long b = ids.shape[0], t = ids.shape[1];
        Tensor positions = arange(t, ScalarType.Int64).unsqueeze(0); // [1, T]
        Tensor x = _weights.Embedding.index_select(0, ids.reshape(-1)).reshape(b, t, -1); // [B, T, C]
        foreach (CausalLayer layer in _weights.Layers)
        {
            Tensor h = CausalModel.Norm(x, layer.AttentionNorm);
            Tensor q = CausalModel.Rotate(CausalModel.Split(functional.linear(h, layer.Query), config.Heads), positions); // [B, H, T, D]
            Tensor k = Widen(CausalModel.Rotate(CausalModel.Split(functional.linear(h, layer.Key), config.KvHeads), positions));
            Tensor v = Widen(CausalModel.Split(functional.linear(h, layer.Value), config.KvHeads));
            Tensor attended = functional.scaled_dot_product_attention(q, k, v, is_casual: true); // [B, H, T, D]
            x = x + functional.linear(attended.transpose(1, 2).reshape(b, t, -1), layer.Output);
            x = x + CausalModel.FeedForward(x, layer);
        }

        return functional.linear(CausalModel.Norm(x, _weights.FinalNorm), _weights.Head).MoveToOuterDisposeScope(); // [B, T, V]

        Tensor Widen(Tensor heads) => heads.repeat_interleave(config.Heads / config.KvHeads, dim: 1); // [B, G, T, D] to [B, H, T, D]
    }

    /// <summary>Makes the model of the exercises, which shares these weights, in the caller's scope.</summary>
    public CausalModel ToCausalModel() => Each(_weights, (_, tensor) => tensor.detach());

    private static CausalModel Each(CausalModel model, Func<string, Tensor, Tensor> change) => new(
        model.Config,
        change("wte", model.Embedding),
        [.. model.Layers.Select((layer, i) => new CausalLayer(
            change($"h{i}_ln_1", layer.AttentionNorm), change($"h{i}_q_proj", layer.Query), change($"h{i}_k_proj", layer.Key),
            change($"h{i}_v_proj", layer.Value), change($"h{i}_o_proj", layer.Output), change($"h{i}_ln_2", layer.FeedForwardNorm),
            change($"h{i}_c_fc", layer.Up), change($"h{i}_c_proj", layer.Down)))],
        change("ln_f", model.FinalNorm),
        change("head", model.Head));
}
