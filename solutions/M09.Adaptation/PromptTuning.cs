using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Learned vectors where the words of a prompt would stand, before the tokens of a frozen model.</summary>
/// <remarks>Lester et al. 2021, §2 and §3.2 (<see href="https://arxiv.org/abs/2104.08691"/>). The state dict is <c>prompt</c> alone.</remarks>
public sealed class PromptTuning : nn.Module<Tensor, Tensor>
{
    #region Solution
    /// <summary>In a delegate, because a module in a field would become a part of this one.</summary>
    private readonly Func<Gpt> _model;
    private readonly Parameter _prompt;
    #endregion

    /// <summary>Freezes a model and makes a prompt for it, whose first vectors are those of tokens drawn from the vocabulary.</summary>
    /// <param name="model">The model. It stays the caller's, is no part of this module, and stays in its own mode (training or evaluation). From
    /// here on none of its parameters takes a gradient.</param>
    /// <param name="tokens">P, at least 1 and below the model's context length.</param>
    /// <param name="seed">Decides which tokens are drawn.</param>
    /// <exception cref="ArgumentException"><paramref name="tokens"/> is out of range.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public PromptTuning(Gpt model, int tokens, long seed = 0)
        : base(nameof(PromptTuning))
    {
        // TODO M09.E3: freeze the model, and register a copy of some rows of wte.weight as the parameter "prompt".
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using Generator generator = new((ulong)seed, CPU);
        CheckCount(model, tokens);
        _model = () => model;
        _prompt = MakePrompt(model, randint(0, model.Config.VocabularySize, [tokens], ScalarType.Int64, generator: generator));
        register_parameter("prompt", _prompt);
        #endregion
    }

    /// <summary>Freezes a model and makes a prompt for it that begins as a text.</summary>
    /// <param name="model">The model, as for the other constructor.</param>
    /// <param name="start">The tokens whose vectors the prompt begins as: P of them, at least 1 and fewer than the model's context length.</param>
    /// <exception cref="ArgumentException">There are too few or too many tokens, or the vocabulary does not have one of them.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public PromptTuning(Gpt model, IReadOnlyList<int> start)
        : base(nameof(PromptTuning))
    {
        // TODO M09.E3: as above, with the rows of these tokens.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        CheckCount(model, start.Count);
        if (start.Any(token => token < 0 || token >= model.Config.VocabularySize))
            throw new ArgumentException($"start has a token outside of 0 to {model.Config.VocabularySize - 1}.", nameof(start));
        using var scope = NewDisposeScope();
        _model = () => model;
        _prompt = MakePrompt(model, tensor(start.Select(token => (long)token).ToArray()));
        register_parameter("prompt", _prompt);
        #endregion
    }

    /// <summary>Gets the learned vectors, <c>[P, C]</c>, of the model's type.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public Parameter Prompt
    {
        get
        {
            // TODO M09.E3: the parameter.
            #region Solution
            return _prompt;
            #endregion
        }
    }

    /// <summary>Computes the model's logits for tokens that come after the prompt. The prompt has the positions 0 to P − 1.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, at least 0 and below V; P + T is at most the context length.</param>
    /// <returns>Logits <c>[B, T, V]</c>: of the tokens alone, the prompt's are cut off. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The ids are of another type or shape, out of range, or too many.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public override Tensor forward(Tensor ids)
    {
        // TODO M09.E3: the prompt before the rows of the tokens, through the model; then cut the prompt's logits off.
        #region Solution
        ArgumentNullException.ThrowIfNull(ids);
        Gpt model = _model();
        long p = _prompt.shape[0];
        if (ids.dtype != ScalarType.Int64 || ids.dim() != 2 || ids.numel() == 0)
            throw new ArgumentException("ids must be int64 [B, T] with at least one token.", nameof(ids));
        if (p + ids.shape[1] > model.Config.ContextLength)
            throw new ArgumentException($"The prompt's {p} positions and {ids.shape[1]} of tokens are more than the context length {model.Config.ContextLength}.", nameof(ids));
        using var scope = NewDisposeScope();
        if (ids.min().item<long>() < 0 || ids.max().item<long>() >= model.Config.VocabularySize)
            throw new ArgumentException($"ids has a token outside of 0 to {model.Config.VocabularySize - 1}.", nameof(ids));
        Tensor tokens = Table(model).detach()[ids];                                        // [B, T, C]
        Tensor prompt = _prompt.unsqueeze(0).expand(ids.shape[0], p, tokens.shape[2]);   // [B, P, C]
        Tensor logits = model.ForwardEmbedded(cat([prompt, tokens], dim: 1));            // [B, P + T, V]
        return logits.narrow(1, p, ids.shape[1]).MoveToOuterDisposeScope();              // [B, T, V]
        #endregion
    }

    #region Solution
    private static void CheckCount(Gpt model, int tokens)
    {
        if (tokens < 1 || tokens >= model.Config.ContextLength)
            throw new ArgumentException($"The prompt has {tokens} positions; it must have at least 1 and leave room in the context of {model.Config.ContextLength}.", nameof(tokens));
    }

    private static Tensor Table(Gpt model) => model.state_dict()["wte.weight"];

    private static Parameter MakePrompt(Gpt model, Tensor rows)
    {
        foreach (Parameter parameter in model.parameters())
            parameter.requires_grad = false;
        Parameter prompt = new(Table(model).detach()[rows].clone());                     // [P, C]
        _ = prompt.DetachFromDisposeScope();
        return prompt;
    }
    #endregion
}
