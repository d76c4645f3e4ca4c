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
    #region Solution
    [ComponentName(Name = "router")]
    private readonly Linear _router;

    [ComponentName(Name = "experts")]
    private readonly ModuleList<Reference.SwiGlu> _experts;

    private readonly int _topK;
    #endregion
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
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modelWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hiddenWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(experts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topK);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topK, experts);
        _topK = topK;
        _router = nn.Linear(modelWidth, experts, hasBias: false);
        _experts = nn.ModuleList([.. Enumerable.Range(0, experts).Select(_ => new Reference.SwiGlu(modelWidth, hiddenWidth))]);
        RegisterComponents();
        #endregion
    }

    /// <summary>Routes each token to its experts and mixes what they say.</summary>
    /// <param name="x">float32 <c>[B, T, C]</c>.</param>
    /// <returns>The mixture, the auxiliary loss and the counts; the caller disposes them.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E8")]
    public override MoeOutput forward(Tensor x)
    {
        // TODO M02.E8: choose the topK experts of each token, mix their outputs, and compute the load-balance loss and the counts.
        #region Solution
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 3 || x.shape[2] != _router.in_features)
            throw new ArgumentException($"x must be [B, T, {_router.in_features}], but it is {Shape.Of(x)}.", nameof(x));
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = x.reshape(-1, x.shape[2]); // [N, C] with N = B·T
        Tensor probabilities = nn.functional.softmax(_router.call(tokens), dim: -1); // [N, E]
        (Tensor gate, Tensor chosen) = probabilities.topk(_topK, dim: -1); // [N, topK] each
        gate = gate / gate.sum(-1, keepdim: true);

        Tensor output = zeros_like(tokens);
        Tensor[] counts = new Tensor[_experts.Count];
        for (int e = 0; e < _experts.Count; e++)
        {
            Tensor hits = chosen.eq(e); // [N, topK]
            counts[e] = hits.sum();
            Tensor rows = hits.any(-1).nonzero().squeeze(-1); // [n], the tokens of this expert
            if (rows.numel() == 0) continue;
            Tensor weight = (gate * hits.to(gate.dtype)).sum(-1, keepdim: true).index_select(0, rows); // [n, 1]
            output = output.index_add(0, rows, _experts[e].call(tokens.index_select(0, rows)) * weight, 1);
        }

        Tensor perExpert = stack(counts); // [E]
        Tensor fraction = perExpert.to(probabilities.dtype) / chosen.numel();
        Tensor loss = (fraction * probabilities.mean([0])).sum() * _experts.Count;
        return new MoeOutput(
            output.reshape(x.shape).MoveToOuterDisposeScope(),
            loss.MoveToOuterDisposeScope(),
            perExpert.MoveToOuterDisposeScope());
        #endregion
    }
}
