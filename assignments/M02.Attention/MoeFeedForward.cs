using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>A feed-forward layer of several experts, of which a router picks the best few for each token.</summary>
/// <remarks>
/// <para>Jiang et al. 2024, §2.1 (<see href="https://arxiv.org/abs/2401.04088"/>): p = softmax(x·routerᵀ) over the E experts; the
/// topK largest are kept and divided by their sum; the output is their mixture of the experts' outputs. Nothing is dropped.</para>
/// <para>The auxiliary loss is Fedus, Zoph and Shazeer 2022, §2.2, eq. 4 to 6 (<see href="https://arxiv.org/abs/2101.03961"/>):
/// E·Σₑ fₑ·Pₑ with fₑ the fraction of all choices that fell on expert e and Pₑ the mean of p for it. Differs: without the
/// factor α, and with f over the B·T·topK choices, so that it stays 1 at uniform routing for every topK.</para>
/// <para>State dictionary: <c>router.weight</c> [E, C]; <c>experts.{e}.c_fc.weight</c> [2·F, C] and
/// <c>experts.{e}.c_proj.weight</c> [C, F] for each expert e from 0: each is a <see cref="Reference.SwiGlu"/>.</para>
/// </remarks>
public sealed class MoeFeedForward : nn.Module<Tensor, MoeOutput>
{
    /// <summary>Creates the router and the experts with random weights.</summary>
    /// <param name="modelWidth">Model width C, at least 1.</param>
    /// <param name="hiddenWidth">Hidden width F of each expert, at least 1.</param>
    /// <param name="experts">Experts E, at least 1.</param>
    /// <param name="topK">Experts that work on each token, 1 to E.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    [Exercise("M02.E8")]
    public MoeFeedForward(int modelWidth, int hiddenWidth, int experts, int topK)
        : base(nameof(MoeFeedForward))
    {
        // TODO M02.E8: check the arguments, then register the router (C to E, no bias) and the list of SwiGLU experts.
        throw new NotImplementedException("M02.E8: check the arguments, then register the router (C to E, no bias) and the list of SwiGLU experts.");
    }

    /// <summary>Routes each token to its experts and mixes what they say.</summary>
    /// <param name="x">float32 <c>[B, T, C]</c>.</param>
    /// <returns>The mixture, the auxiliary loss and the counts; the caller disposes them.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E8")]
    public override MoeOutput forward(Tensor x)
    {
        // TODO M02.E8: choose the topK experts of each token, mix their outputs, and compute the load-balance loss and the counts.
        throw new NotImplementedException("M02.E8: choose the topK experts of each token, mix their outputs, and compute the load-balance loss and the counts.");
    }
}
