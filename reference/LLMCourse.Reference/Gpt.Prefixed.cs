using LLMCourse.Reference.Positions;
using static TorchSharp.torch;

namespace LLMCourse.Reference;

// The pass in which every layer reads keys and values that no token has made.
public sealed partial class Gpt
{
    /// <summary>Computes the logits of the next token at every position, where each layer has keys and values of its own before those of
    /// the tokens: prefix tuning learns them (Li and Liang 2021, <see href="https://arxiv.org/abs/2101.00190"/>, §4.1).</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, as for <see cref="forward"/>. They keep the positions 0 to T − 1.</param>
    /// <param name="prefix">For every layer keys and values, <c>[G, P, D]</c> each, of the weights' type; G heads for keys and values, the
    /// same P in every layer, which may be 0. All rows of the batch share them, every position sees all of them, and they have no position:
    /// rotary angles are not applied to the keys, and P does not count against the context length.</param>
    /// <returns>Logits <c>[B, T, V]</c>, unnormalised; a new tensor that the caller disposes. Gradients reach the prefix.</returns>
    /// <exception cref="ArgumentException">The ids are as <see cref="forward"/> refuses them, or the prefix has another number of layers or
    /// tensors of another shape or type.</exception>
    /// <exception cref="NotSupportedException">The model uses linear biases (ALiBi), which need a distance to every key.</exception>
    public Tensor ForwardPrefixed(Tensor ids, IReadOnlyList<(Tensor Keys, Tensor Values)> prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (Config.Positions == PositionEncoding.Alibi)
            throw new NotSupportedException(
                "The model has linear biases by distance (ALiBi), and a prefix is at no distance; use a model with other positions.");
        using var scope = NewDisposeScope();
        Tensor x = Embed(ids);                                                           // [B, T, C]
        CheckPrefix(prefix, x.dtype);
        long t = x.shape[1], p = prefix[0].Keys.shape[1];
        if (_positions is not null)
            x = x + _positions.weight!.narrow(0, 0, t);
        else if (_sinusoids is not null)
            x = _sinusoids.Encode(x, firstPosition: 0);
        if (training && Config.Dropout > 0)
            x = nn.functional.dropout(x, Config.Dropout);

        // Without a prefix the pass is the plain one, bit for bit.
        RotaryTables? rotary = _rotary?.Tables(t, x.dtype, x.device);
        SequenceContext context = p == 0
            ? SequenceContext.Causal(bias: null, rotary)
            : SequenceContext.Continuing(Attention.CausalBias(t, x.dtype, x.device, earlier: p), rotary);
        for (int layer = 0; layer < Config.Layers; layer++)
            x = _blocks[layer].call(x, p == 0 ? context : context.With(prefix[layer]));
        return Head(_finalNorm is null ? x : _finalNorm.call(x)).MoveToOuterDisposeScope(); // [B, T, V]
    }

    private void CheckPrefix(IReadOnlyList<(Tensor Keys, Tensor Values)> prefix, ScalarType dtype)
    {
        if (prefix.Count != Config.Layers)
            throw new ArgumentException(
                $"prefix has {prefix.Count} layers, but the model has {Config.Layers}; give keys and values for each.", nameof(prefix));
        for (int layer = 0; layer < prefix.Count; layer++)
        {
            (Tensor keys, Tensor values) = prefix[layer];
            ArgumentNullException.ThrowIfNull(keys, nameof(prefix));
            ArgumentNullException.ThrowIfNull(values, nameof(prefix));
            long[] shape = [Config.EffectiveKvHeads, prefix[0].Keys.ndim == 3 ? prefix[0].Keys.shape[1] : -1, Config.HeadWidth];
            foreach (Tensor each in new[] { keys, values })
            {
                if (each.dtype != dtype || !each.shape.AsSpan().SequenceEqual(shape))
                    throw new ArgumentException(
                        $"prefix of layer {layer} has {each.dtype} {Shapes.Text(each)}; it must be {dtype} [{shape[0]}, P, {shape[2]}], heads by prefix by width, with the same P everywhere.", nameof(prefix));
            }
        }
    }
}
