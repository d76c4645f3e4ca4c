using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Learned keys and values before those of the tokens, in every layer of a frozen model.</summary>
/// <remarks>Li and Liang 2021, §4 (<see href="https://arxiv.org/abs/2101.00190"/>). Differs: keys and values are learned directly; §4.3 makes
/// them by a small network while training, which is thrown away afterwards. The state dict is <c>keys</c> and <c>values</c>.</remarks>
public sealed class PrefixTuning : nn.Module<Tensor, Tensor>
{
    #region Solution
    /// <summary>In a delegate, because a module in a field would become a part of this one.</summary>
    private readonly Func<Gpt> _model;
    private readonly Parameter _keys, _values;
    #endregion

    /// <summary>Freezes a model and makes a prefix for it, drawn from N(0, 0.02²).</summary>
    /// <param name="model">The model, as for <see cref="PromptTuning"/>: it stays the caller's, is no part of this module, and none of its
    /// parameters takes a gradient from here on.</param>
    /// <param name="tokens">P, at least 1. It does not count against the context length.</param>
    /// <param name="seed">The seed of the first values.</param>
    /// <exception cref="ArgumentException"><paramref name="tokens"/> is below 1.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public PrefixTuning(Gpt model, int tokens, long seed = 0)
        : base(nameof(PrefixTuning))
    {
        // TODO M09.E3: freeze the model, and register the parameters "keys" and "values", for all layers at once.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        if (tokens < 1)
            throw new ArgumentException($"The prefix has {tokens} positions; it must have at least 1.", nameof(tokens));
        _model = () => model;
        using var scope = NewDisposeScope();
        using Generator generator = new((ulong)seed, CPU);
        foreach (Parameter parameter in model.parameters())
            parameter.requires_grad = false;
        GptConfig config = model.Config;
        ScalarType dtype = model.parameters().First().dtype;
        long[] shape = [config.Layers, config.EffectiveKvHeads, tokens, config.HeadWidth];
        _keys = new Parameter(randn(shape, generator: generator).mul(0.02).to(dtype));
        _values = new Parameter(randn(shape, generator: generator).mul(0.02).to(dtype));
        _ = _keys.DetachFromDisposeScope();
        _ = _values.DetachFromDisposeScope();
        register_parameter("keys", _keys);
        register_parameter("values", _values);
        #endregion
    }

    /// <summary>Gets the learned keys, <c>[L, G, P, D]</c> with the model's G heads for keys and values, of the model's type.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public Parameter Keys
    {
        get
        {
            // TODO M09.E3: the parameter.
            #region Solution
            return _keys;
            #endregion
        }
    }

    /// <summary>Gets the learned values, <c>[L, G, P, D]</c>.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public Parameter Values
    {
        get
        {
            // TODO M09.E3: the parameter.
            #region Solution
            return _values;
            #endregion
        }
    }

    /// <summary>Computes the model's logits for tokens whose every layer also attends to the prefix. The tokens keep the positions 0 to T − 1.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, as the model takes them.</param>
    /// <returns>Logits <c>[B, T, V]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As the model throws it.</exception>
    /// <exception cref="NotSupportedException">The model has linear biases by distance (ALiBi); a prefix is at no distance.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public override Tensor forward(Tensor ids)
    {
        // TODO M09.E3: give each layer its keys and values (Gpt.ForwardPrefixed).
        #region Solution
        using var scope = NewDisposeScope();
        (Tensor, Tensor)[] prefix = [.. _keys.unbind(0).Zip(_values.unbind(0))];         // L × [G, P, D]
        return _model().ForwardPrefixed(ids, prefix).MoveToOuterDisposeScope();
        #endregion
    }
}
