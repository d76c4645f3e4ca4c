using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>Rotates queries and keys by an angle that grows with their position, so that their
/// product depends on the distance alone.</summary>
/// <remarks>
/// Su et al. 2021, §3.2.2, eq. 15 (<see href="https://arxiv.org/abs/2104.09864"/>). Differs: none in <see cref="RopeLayout.Interleaved"/>;
/// in <see cref="RopeLayout.Half"/>, the default, column i is paired with column i + D/2, as in GPT-NeoX and LLaMA checkpoints, and not
/// with its neighbour; that is a permutation of the columns, and the halves stay contiguous in memory. The angles are computed in float64,
/// since float32 loses digits of m·θ at large m. The tables are no part of the state dict.
/// </remarks>
public sealed class RotaryEmbedding : Module<Tensor, Tensor>
{
    private readonly FixedTable _cosine, _signedSine;

    /// <summary>Makes the tables.</summary>
    /// <param name="headWidth">The width D of the vectors, even.</param>
    /// <param name="positions">The number of positions, at least 0.</param>
    /// <param name="theta">The base of the wavelengths; the default, 10000, is the paper's.</param>
    /// <param name="layout">Which columns are turned together.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public RotaryEmbedding(int headWidth, int positions, double theta = 10000, RopeLayout layout = RopeLayout.Half)
        : base(nameof(RotaryEmbedding))
    {
        if (headWidth <= 0 || headWidth % 2 != 0)
            throw new ArgumentException($"headWidth is {headWidth}; rotation takes columns in pairs, so choose an even width.",
                nameof(headWidth));
        ArgumentOutOfRangeException.ThrowIfNegative(positions);
        if (!(theta > 0 && double.IsFinite(theta)))
            throw new ArgumentException($"theta is {theta}; choose a positive number such as 10000.", nameof(theta));

        if (!Enum.IsDefined(layout))
            throw new ArgumentException($"layout is {(int)layout}; choose a named value.", nameof(layout));

        Layout = layout;
        HeadWidth = headWidth;
        Positions = positions;
        using var scope = NewDisposeScope();
        Tensor frequency = arange(headWidth / 2, ScalarType.Float64).mul(-2 * Math.Log(theta) / headWidth).exp(); // [D/2]: θ^(−2i/D)
        Tensor angle = outer(arange(positions, ScalarType.Float64), frequency);           // [P, D/2]
        Tensor cosine = angle.cos(), sine = angle.sin();
        _cosine = new FixedTable(Spread(cosine, cosine, layout));                         // [P, D]
        _signedSine = new FixedTable(Spread(sine.neg(), sine, layout));                   // [P, D]
    }

    /// <summary>Gets which columns are turned together.</summary>
    public RopeLayout Layout { get; }

    /// <summary>Gets the width D of the vectors.</summary>
    public int HeadWidth { get; }

    /// <summary>Gets the number of positions that the tables cover.</summary>
    public int Positions { get; }

    /// <summary>Rotates vectors at positions 0 to T − 1.</summary>
    /// <param name="x">Floating point <c>[…, T, D]</c>.</param>
    /// <returns>The rotated vectors <c>[…, T, D]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The width is not D, or there are more positions than the tables have.</exception>
    public override Tensor forward(Tensor x) => Rotate(x, firstPosition: 0);

    /// <summary>Rotates vectors at positions that start later, as when earlier ones are cached.</summary>
    /// <param name="x">Floating point <c>[…, T, D]</c>.</param>
    /// <param name="firstPosition">The position of the first vector.</param>
    /// <returns>The rotated vectors <c>[…, T, D]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The width is not D, or a position is outside the tables.</exception>
    public Tensor Rotate(Tensor x, long firstPosition)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim < 2 || x.shape[^1] != HeadWidth)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; it must be […, T, {HeadWidth}].", nameof(x));
        if (firstPosition < 0 || firstPosition > Positions - x.shape[^2])
        {
            throw new ArgumentException(
                $"Positions {firstPosition} to {firstPosition + x.shape[^2] - 1} are asked for, but the tables have 0 to {Positions - 1}; "
                + "make the embedding with more positions.",
                nameof(firstPosition));
        }

        using var scope = NewDisposeScope();
        return Tables(x.shape[^2], x.dtype, x.device, firstPosition).Rotate(x).MoveToOuterDisposeScope();
    }

    /// <summary>Cuts the tables to the positions of one pass and converts them, in the caller's scope.</summary>
    internal RotaryTables Tables(long length, ScalarType dtype, Device device, long firstPosition = 0) => new(
        _cosine.On(device).narrow(0, firstPosition, length).to(dtype),                   // [T, D]
        _signedSine.On(device).narrow(0, firstPosition, length).to(dtype),
        Layout);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cosine.Dispose();
            _signedSine.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Gives the first and the second column of every pair its place.</summary>
    private static Tensor Spread(Tensor first, Tensor second, RopeLayout layout) =>
        layout == RopeLayout.Half ? cat([first, second], 1) : stack([first, second], -1).flatten(1);
}
