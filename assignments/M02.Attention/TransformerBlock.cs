using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>One layer of a decoder-only transformer: causal attention between the positions, then a feed-forward layer at each.</summary>
/// <remarks>
/// <para>Norms before (<see cref="NormPlacement.Pre"/>): x ← x + attn(ln_1(x)), x ← x + mlp(ln_2(x)); Radford et al. 2019, §2.3, and
/// Xiong et al. 2020, figure 1 (<see href="https://arxiv.org/abs/2002.04745"/>). Norms after (<see cref="NormPlacement.Post"/>):
/// x ← ln_1(x + attn(x)), x ← ln_2(x + mlp(x)); Vaswani et al. 2017, §3.1. Differs: none.</para>
/// <para>State dictionary: <c>ln_1.*</c>, <c>attn.c_attn.*</c>, <c>attn.c_proj.*</c>, <c>ln_2.*</c>, <c>mlp.c_fc.*</c>,
/// <c>mlp.c_proj.*</c>, with the endings that the parts of <see cref="Reference"/> have.</para>
/// </remarks>
public sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the block with random weights.</summary>
    /// <param name="config">
    /// Widths, heads, kind and placement of the norms, activation, biases and dropout. Positions must be learned: rotary ones are a
    /// later module's.
    /// </param>
    /// <exception cref="ArgumentException">The configuration is not valid, or its positions are rotary.</exception>
    [Exercise("M02.E7", Title = "Transformer block and language model", Weight = 4)]
    public TransformerBlock(GptConfig config)
        : base(nameof(TransformerBlock))
    {
        // TODO M02.E7: check the configuration, then register ln_1, attn, ln_2 and mlp, made from the parts of LLMCourse.Reference.
        throw new NotImplementedException("M02.E7: check the configuration, then register ln_1, attn, ln_2 and mlp, made from the parts of LLMCourse.Reference.");
    }

    /// <summary>Runs the block causally.</summary>
    /// <param name="x">Hidden states, float32 <c>[B, T, C]</c>.</param>
    /// <returns>float32 <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E7")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E7: attention and feed-forward, each with its residual connection and its norm where the configuration says.
        throw new NotImplementedException("M02.E7: attention and feed-forward, each with its residual connection and its norm where the configuration says.");
    }
}
