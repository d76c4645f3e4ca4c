using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Learned vectors where the words of a prompt would stand, before the tokens of a frozen model.</summary>
/// <remarks>Lester et al. 2021, §2 and §3.2 (<see href="https://arxiv.org/abs/2104.08691"/>). The state dict is <c>prompt</c> alone.</remarks>
public sealed class PromptTuning : nn.Module<Tensor, Tensor>
{

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
        throw new NotImplementedException("M09.E3: freeze the model, and register a copy of some rows of wte.weight as the parameter \"prompt\".");
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
        throw new NotImplementedException("M09.E3: as above, with the rows of these tokens.");
    }

    /// <summary>Gets the learned vectors, <c>[P, C]</c>, of the model's type.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public Parameter Prompt
    {
        get
        {
            // TODO M09.E3: the parameter.
            throw new NotImplementedException("M09.E3: the parameter.");
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
        throw new NotImplementedException("M09.E3: the prompt before the rows of the tokens, through the model; then cut the prompt's logits off.");
    }
}
