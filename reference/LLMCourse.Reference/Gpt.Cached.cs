using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Positions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

// The passes that continue from a cache of keys and values instead of reading the whole text again.
public sealed partial class Gpt
{
    /// <summary>Computes the logits at new positions, which attend to the cached positions and to
    /// each other, and adds them to the cache.</summary>
    /// <param name="ids">The tokens after the cached ones, int64 <c>[B, T]</c>, T at least 1: all of
    /// a prompt, a part of it, or one token.</param>
    /// <param name="cache">The keys and values so far, changed in place; after an exception it is as it was before.</param>
    /// <returns>Logits <c>[B, T, V]</c>, unnormalised; a new tensor that the caller disposes. No gradient goes through it.</returns>
    /// <exception cref="ArgumentException">The ids are of another type, shape or range, or of another batch than the
    /// cache; the cache is of another model.</exception>
    /// <exception cref="InvalidOperationException">The cache has no room for T more positions.</exception>
    public Tensor Logits(Tensor ids, KvCache cache)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Head(Hidden(ids, cache)).MoveToOuterDisposeScope();                       // [B, T, V]
    }

    /// <summary>Computes the logits after the last new position only.</summary>
    /// <param name="ids">As for <see cref="Logits"/>.</param>
    /// <param name="cache">As for <see cref="Logits"/>.</param>
    /// <returns>Logits <c>[B, V]</c>, unnormalised; a new tensor that the caller disposes. No gradient goes through it.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Logits"/>.</exception>
    /// <exception cref="InvalidOperationException">The cache has no room for T more positions.</exception>
    public Tensor NextLogits(Tensor ids, KvCache cache)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor hidden = Hidden(ids, cache);
        return Head(hidden.select(1, hidden.shape[1] - 1)).MoveToOuterDisposeScope();    // [B, V]
    }

    /// <summary>Adds new positions to the cache without computing any logits: the earlier parts of a long prompt.</summary>
    /// <param name="ids">As for <see cref="Logits"/>.</param>
    /// <param name="cache">As for <see cref="Logits"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="Logits"/>.</exception>
    /// <exception cref="InvalidOperationException">The cache has no room for T more positions.</exception>
    public void Read(Tensor ids, KvCache cache)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = Hidden(ids, cache);
    }

    private Tensor Hidden(Tensor ids, KvCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        Check(ids);
        long t = ids.shape[1];
        cache.Check(this, ids);
        Tensor x = _tokens.call(ids);                                                    // [B, T, C]
        if (_positions is not null)
            x = x + LearnedPositions(cache, t);
        else if (_sinusoids is not null)
            x = cache.IsPadded ? _sinusoids.Encode(x, cache.PositionsOfNext(t)) : _sinusoids.Encode(x, cache.Length);
        if (training && Config.Dropout > 0)
            x = functional.dropout(x, Config.Dropout);

        Tensor? bias = CachedBias(cache, t, x);
        var context = SequenceContext.Continuing(bias, _rotary?.Tables(t, x.dtype, x.device, cache.Length));
        for (int layer = 0; layer < Config.Layers; layer++)
            x = _blocks[layer].call(x, context.With(cache.Layer(layer)));
        cache.Advance(t);
        return _finalNorm is null ? x : _finalNorm.call(x);
    }

    /// <summary>Position embeddings, <c>[T, C]</c>, or <c>[B, T, C]</c> where rows are padded, which starts them later.</summary>
    private Tensor LearnedPositions(KvCache cache, long t) => cache.IsPadded
        ? _positions!.call(cache.PositionsOfNext(t))
        : _positions!.weight!.narrow(0, cache.Length, t);

    /// <summary>What the T new positions add to their scores: <c>[T, P + T]</c>, <c>[H, T, P + T]</c> with linear biases, and a batch
    /// before these where rows are padded. Null: one position sees everything that is cached, and itself.</summary>
    private Tensor? CachedBias(KvCache cache, long t, Tensor x)
    {
        long keys = cache.Length + t;
        Tensor? bias = t > 1 ? Attention.CausalBias(t, x.dtype, x.device, cache.Length) : null;
        if (Config.Positions == PositionEncoding.Alibi)
            bias = Sum(bias, Alibi.Bias(Config.Heads, t, keys, x.dtype, x.device));
        return cache.IsPadded ? Sum(bias, cache.PaddingBias(t, x.dtype)) : bias;
    }

    private static Tensor Sum(Tensor? bias, Tensor other) => bias is null ? other : bias + other;
}
