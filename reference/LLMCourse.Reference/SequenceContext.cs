using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Positions;
using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>What all blocks of one forward pass share: who may attend to whom, and the angles of the positions.</summary>
/// <remarks>Computed once a pass, because it depends on the length alone and not on the layer.
/// Whoever makes it disposes its tensors.</remarks>
public sealed class SequenceContext
{
    private SequenceContext()
    {
    }

    /// <summary>Gets what is added to the scores, <c>[T, T]</c> or broadcastable to <c>[B, H, T, T]</c>: −∞ hides, anything else is a
    /// position's bias. Null: nothing is hidden.</summary>
    internal Tensor? Bias { get; private init; }

    /// <summary>Gets whether each position attends to itself and to those before it alone; then there is no bias.</summary>
    internal bool IsCausal { get; private init; }

    /// <summary>Gets the positions that may attend to nothing, bool, broadcastable to <c>[B, H, T, 1]</c>; their
    /// context is zero. Null: there are none.</summary>
    internal Tensor? Alone { get; private init; }

    /// <summary>Gets the rotary tables, or null where positions are encoded otherwise.</summary>
    internal RotaryTables? Rotary { get; private init; }

    /// <summary>Gets the keys and values of earlier positions, to which the layer adds its own; null: there are none.</summary>
    internal KvCacheLayer? Cache { get; private set; }

    /// <summary>Gets keys and values that come before those of the tokens, <c>[G, P, D]</c> each, for all
    /// rows of a batch; null: there are none.</summary>
    internal (Tensor Keys, Tensor Values)? Prefix { get; private set; }

    /// <summary>Makes the context of a causal pass over positions 0 to <paramref name="length"/> − 1.</summary>
    /// <param name="config">Says which position encoding is used.</param>
    /// <param name="length">The number of positions T.</param>
    /// <param name="dtype">The type of the activations.</param>
    /// <param name="device">The device of the activations.</param>
    /// <returns>The context; its tensors belong to the caller's dispose scope.</returns>
    public static SequenceContext Causal(GptConfig config, long length, ScalarType dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Positions == PositionEncoding.Alibi)
            return Causal((Attention.CausalBias(length, dtype, device) + Alibi.Bias(config.Heads, length, length, dtype, device)).unsqueeze(
                0), rotary: null);
        if (config.Positions != PositionEncoding.Rope)
            return Causal(bias: null, rotary: null);

        using var rotary = new RotaryEmbedding(config.HeadWidth, (int)length, config.RopeTheta, config.RopeLayout);
        return Causal(bias: null, rotary.Tables(length, dtype, device));
    }

    /// <summary>Makes the context of a pass over a whole text.</summary>
    /// <param name="bias">A bias that hides later positions and does more; null: hiding them is all.</param>
    /// <param name="rotary">The tables that the model keeps.</param>
    internal static SequenceContext Causal(Tensor? bias, RotaryTables? rotary) =>
        new() { Bias = bias, IsCausal = bias is null, Rotary = rotary };

    /// <summary>Makes the context of a pass that continues from a cache.</summary>
    /// <param name="bias">What is added to the scores; null: nothing is hidden.</param>
    /// <param name="rotary">The tables that the model keeps.</param>
    internal static SequenceContext Continuing(Tensor? bias, RotaryTables? rotary) => new() { Bias = bias, Rotary = rotary };

    /// <summary>Makes the context of a bool mask, true where a position may attend; null hides nothing.</summary>
    internal static SequenceContext Of(Tensor? mask, ScalarType dtype)
    {
        if (mask is null)
            return new SequenceContext();
        Tensor attendsToAny = mask.any(-1, keepdim: true);
        return new SequenceContext { Bias = Attention.ToBias(mask, attendsToAny, dtype), Alone = attendsToAny.logical_not() };
    }

    /// <summary>The same context for the one layer that a cache belongs to.</summary>
    internal SequenceContext With(KvCacheLayer cache)
    {
        var context = (SequenceContext)MemberwiseClone();
        context.Cache = cache;
        return context;
    }

    /// <summary>The same context for the one layer that a prefix belongs to.</summary>
    internal SequenceContext With((Tensor Keys, Tensor Values) prefix)
    {
        var context = (SequenceContext)MemberwiseClone();
        context.Prefix = prefix;
        return context;
    }
}
