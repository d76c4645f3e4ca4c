using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.Mixture;

/// <summary>Several feed-forward layers, the experts, of which a router gives each token the best few.</summary>
/// <remarks>
/// Jiang et al. 2024, §2.1 (<see href="https://arxiv.org/abs/2401.04088"/>) for top-k routing over SwiGLU experts; Fedus, Zoph and Shazeer
/// 2022, §2.2, eq. 4 to 6 (<see href="https://arxiv.org/abs/2101.03961"/>) for the auxiliary loss E·Σₑ fₑ·Pₑ, with fₑ the fraction of all
/// choices that fell on expert e and Pₑ the mean of its probability. Differs: the loss comes without the factor α; f is over the N·k
/// choices, so that the loss is 1 at uniform routing for every k; experts have no capacity, no token is dropped.
/// State dict: <c>router.weight</c> <c>[E, C]</c>; for expert e <c>experts.{e}.</c> and the names of <see cref="SwiGlu"/>.
/// </remarks>
public sealed class MoeFeedForward : Module<Tensor, MoeOutput>
{
    private static readonly long[] Tokens = [0];

    [ComponentName(Name = "router")]
    private readonly Linear _router;

    [ComponentName(Name = "experts")]
    private readonly ModuleList<SwiGlu> _experts;

    /// <summary>Makes the router and the experts with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C.</param>
    /// <param name="hidden">The width F inside each expert.</param>
    /// <param name="experts">The number of experts E.</param>
    /// <param name="topK">The number of experts k that work on each token, 1 to E.</param>
    /// <param name="gate">By what their outputs are multiplied.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the gate is not a named value.</exception>
    public MoeFeedForward(int width, int hidden, int experts, int topK, ExpertGate gate = ExpertGate.Renormalised)
        : base(nameof(MoeFeedForward))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(experts);
        if (topK <= 0 || topK > experts)
            throw new ArgumentException($"topK is {topK} and experts is {experts}; choose a topK from 1 to {experts}.", nameof(topK));
        if (!Enum.IsDefined(gate))
            throw new ArgumentException($"gate is {(int)gate}; choose a named value.", nameof(gate));

        (Width, Experts, TopK, Gate) = (width, experts, topK, gate);
        _router = Linear(width, experts, hasBias: false);
        _experts = new ModuleList<SwiGlu>([.. Enumerable.Range(0, experts).Select(_ => new SwiGlu(width, hidden))]);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Gets the model width C.</summary>
    public int Width { get; }

    /// <summary>Gets the number of experts E.</summary>
    public int Experts { get; }

    /// <summary>Gets the number of experts k that work on each token.</summary>
    public int TopK { get; }

    /// <summary>Gets by what the experts' outputs are multiplied.</summary>
    public ExpertGate Gate { get; }

    /// <summary>Gives each token its experts and mixes what they compute.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>, at least one token.</param>
    /// <returns>The mixture, the auxiliary loss and the counts, which the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> has another width or no token.</exception>
    public override MoeOutput forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0 || x.shape[^1] != Width || x.numel() == 0)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; it must be […, {Width}] with at least one token.", nameof(x));

        using var scope = NewDisposeScope();
        Tensor tokens = x.reshape(-1, Width);                                            // [N, C]

        // In half precision the softmax of the router is what makes training diverge (Fedus et al. 2022, §2.4).
        Tensor scores = _router.call(tokens);                                            // [N, E]
        Tensor probabilities = (x.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? scores.to(ScalarType.Float32) : scores).softmax(-1);

        // topk leaves open which of equal ones it takes; sorted stably, the lowest ids come first.
        (Tensor sorted, Tensor experts) = probabilities.sort(-1, descending: true, stable: true); // [N, E] each
        (Tensor gate, Tensor chosen) = (sorted.narrow(-1, 0, TopK), experts.narrow(-1, 0, TopK)); // [N, k] each
        if (Gate == ExpertGate.Renormalised)
            gate = gate.div(gate.sum(-1, keepdim: true));

        Tensor counts = chosen.reshape(-1).bincount(null, Experts);                      // [E]
        Tensor output = Mix(tokens, gate.to(x.dtype), chosen, counts);                   // [N, C]
        Tensor fraction = counts.to(probabilities.dtype).div(chosen.numel());
        Tensor loss = fraction.mul(probabilities.mean(Tokens)).sum().mul(Experts);       // []
        return new MoeOutput(
            output.view(x.shape).MoveToOuterDisposeScope(),
            loss.MoveToOuterDisposeScope(),
            counts.MoveToOuterDisposeScope());
    }

    /// <summary>Sorts the choices by expert, so that each expert reads one block of rows; runs them, and puts the rows back.</summary>
    private Tensor Mix(Tensor tokens, Tensor gate, Tensor chosen, Tensor counts)
    {
        Tensor order = chosen.reshape(-1).sort(0, descending: false, stable: true).Item2; // [N·k]: choice i belongs to token i / k
        Tensor sorted = tokens.index_select(0, order.div(TopK, RoundingMode.floor));     // [N·k, C]
        long[] sizes = counts.cpu().data<long>().ToArray();
        var blocks = new List<Tensor>(Experts);
        long start = 0;
        for (int e = 0; e < Experts; e++)
        {
            if (sizes[e] > 0)
                blocks.Add(_experts[e].call(sorted.narrow(0, start, sizes[e])));         // [n, C]
            start += sizes[e];
        }

        Tensor restored = cat(blocks).index_select(0, order.argsort()).view(-1, TopK, Width); // [N, k, C]
        return gate.unsqueeze(1).bmm(restored).squeeze(1);                               // [N, C]
    }
}
