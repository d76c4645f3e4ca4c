using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>The gated feed-forward layer: (silu(x·Wᵍ) ⊙ x·Wᵘ)·Wᵈ.</summary>
/// <remarks>
/// Shazeer 2020, §2, eq. 6 (<see href="https://arxiv.org/abs/2002.05202"/>). Differs: gate and up projection are one matrix, so that
/// one product computes both. State dict: <c>c_fc.weight</c> <c>[2·F, C]</c> (the gate's rows, then the up projection's),
/// <c>c_fc.bias</c>, <c>c_proj.weight</c> <c>[C, F]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class SwiGlu : Module<Tensor, Tensor>
{
    [ComponentName(Name = "c_fc")]
    private readonly Linear _gateAndUp;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _down;

    private readonly long _hidden;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C.</param>
    /// <param name="hidden">The width F between the layers; see <see cref="DefaultHidden"/>.</param>
    /// <param name="bias">Whether the layers have a bias; the paper's have none.</param>
    /// <exception cref="ArgumentException">A width is not positive.</exception>
    public SwiGlu(int width, int hidden, bool bias = false)
        : base(nameof(SwiGlu))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        _hidden = hidden;
        _gateAndUp = Linear(width, 2L * hidden, bias);
        _down = Linear(hidden, width, bias);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Computes 8/3·C rounded up to a multiple of 64: about the parameters of an ungated layer with 4·C.</summary>
    /// <param name="width">The model width C.</param>
    /// <returns>The width F.</returns>
    public static int DefaultHidden(int width) => checked((int)(((8L * width / 3) + 63) / 64 * 64));

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor both = _gateAndUp.call(x);                                                // […, 2F]
        Tensor gate = functional.silu(both.narrow(-1, 0, _hidden));                      // […, F]
        Tensor hidden = gate.mul(both.narrow(-1, _hidden, _hidden));                     // […, F]
        return _down.call(hidden).MoveToOuterDisposeScope();                             // […, C]
    }
}
