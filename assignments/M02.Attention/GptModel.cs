using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>A decoder-only language model: tokens in, for every position the logits of the next token out.</summary>
/// <remarks>
/// <para>Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3. Differs: the library's own random
/// weights (initialisation is a later exercise), and the options of <see cref="GptConfig"/>.</para>
/// <para>State dictionary, that of <see cref="Gpt"/>: <c>wte.weight</c> [V, C]; <c>wpe.weight</c> [context, C]; for layer i from 0
/// <c>h.{i}.</c> and the names of <see cref="TransformerBlock"/>; <c>ln_f.*</c> when norms stand before; <c>lm_head.weight</c> [V, C]
/// unless the embeddings are tied. Nothing else, so that foreign weights load strictly.</para>
/// </remarks>
public sealed class GptModel : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the model with random weights.</summary>
    /// <param name="config">The model's shape; positions must be learned.</param>
    /// <exception cref="ArgumentException">The configuration is not valid, or its positions are not learned ones.</exception>
    [Exercise("M02.E7")]
    public GptModel(GptConfig config)
        : base(nameof(GptModel))
    {
        // TODO M02.E7: check the configuration, then register wte, wpe, the list h of blocks, ln_f with norms before, and lm_head unless tied.
        throw new NotImplementedException("M02.E7: check the configuration, then register wte, wpe, the list h of blocks, ln_f with norms before, and lm_head unless tied.");
    }

    /// <summary>Counts the parameters of the model that a configuration describes, without making it; a tied matrix counts once.</summary>
    /// <param name="config">The model's shape; positions must be learned.</param>
    /// <returns>The number of parameters: 124,439,808 for <see cref="GptConfig.Gpt2Small"/>.</returns>
    /// <exception cref="ArgumentException">The configuration is not valid, or its positions are not learned ones.</exception>
    [Exercise("M02.E7")]
    public static long ParameterCount(GptConfig config)
    {
        // TODO M02.E7: add up the sizes of all parameters from the configuration alone, without creating a tensor.
        throw new NotImplementedException("M02.E7: add up the sizes of all parameters from the configuration alone, without creating a tensor.");
    }

    /// <summary>Computes the logits of the next token at every position.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, each from 0 to V − 1; T is at least 1 and at most the context length.</param>
    /// <returns>Logits, unnormalised, float32 <c>[B, T, V]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The ids are not int64 <c>[B, T]</c>, there are too many positions, or a token is out of range.</exception>
    [Exercise("M02.E7")]
    public override Tensor forward(Tensor ids)
    {
        // TODO M02.E7: add token and position embeddings, run the blocks, normalise if norms stand before, and apply the head.
        throw new NotImplementedException("M02.E7: add token and position embeddings, run the blocks, normalise if norms stand before, and apply the head.");
    }
}
