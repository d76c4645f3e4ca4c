using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.Positions;

/// <summary>Adds fixed sines and cosines of the position to the tokens' vectors.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.5 (<see href="https://arxiv.org/abs/1706.03762"/>): PE(p, 2i) = sin(p/10000^(2i/C)) and PE(p, 2i + 1) =
/// cos(p/10000^(2i/C)); by §3.4 the tokens' vectors are multiplied by √C first, because initialised to a small variance they would
/// drown in sines of amplitude 1. Differs: none. The angles are computed in float64. The table is no part of the state dict.
/// </remarks>
public sealed class SinusoidalEmbedding : Module<Tensor, Tensor>
{
    /// <summary>The ratio of the longest to the shortest wavelength, from the paper.</summary>
    private const double Base = 10000;

    private readonly FixedTable _table;

    /// <summary>Makes the table.</summary>
    /// <param name="width">The model width C, even.</param>
    /// <param name="positions">The number of positions P, at least 0.</param>
    /// <exception cref="ArgumentException">The width is not positive and even, or the number is negative.</exception>
    public SinusoidalEmbedding(int width, int positions)
        : base(nameof(SinusoidalEmbedding))
    {
        _table = new FixedTable(Table(positions, width));
        (Width, Positions) = (width, positions);
    }

    /// <summary>Gets the model width C.</summary>
    public int Width { get; }

    /// <summary>Gets the number of positions that the table covers.</summary>
    public int Positions { get; }

    /// <summary>Computes the table: row p has sin(p·ωᵢ) in column 2i and cos(p·ωᵢ) in column 2i + 1, with ωᵢ = 10000^(−2i/C).</summary>
    /// <param name="positions">The number of rows P, at least 0.</param>
    /// <param name="width">The number of columns C, even.</param>
    /// <returns>Float64 <c>[P, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The width is not positive and even, or the number is negative.</exception>
    public static Tensor Table(int positions, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positions);
        if (width <= 0 || width % 2 != 0)
            throw new ArgumentException($"width is {width}; each frequency takes a sine and a cosine, so choose an even width.",
                nameof(width));
        using var scope = NewDisposeScope();
        Tensor frequency = arange(width / 2, ScalarType.Float64).mul(-2 * Math.Log(Base) / width).exp(); // [C/2]
        Tensor angle = outer(arange(positions, ScalarType.Float64), frequency);                // [P, C/2]
        return stack([angle.sin(), angle.cos()], -1).reshape(positions, width).MoveToOuterDisposeScope(); // [P, C]
    }

    /// <summary>Encodes positions 0 to T − 1: √C·x plus the table's rows.</summary>
    /// <param name="x">The tokens' vectors, floating point <c>[…, T, C]</c>.</param>
    /// <returns>A new tensor <c>[…, T, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The width is not C, or there are more positions than the table has.</exception>
    public override Tensor forward(Tensor x) => Encode(x, firstPosition: 0);

    /// <summary>Encodes positions that start later, as when earlier ones are cached.</summary>
    /// <param name="x">The tokens' vectors, floating point <c>[…, T, C]</c>.</param>
    /// <param name="firstPosition">The position of the first vector.</param>
    /// <returns>√C·x plus the table's rows, a new tensor <c>[…, T, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The width is not C, or a position is outside the table.</exception>
    public Tensor Encode(Tensor x, long firstPosition)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim < 2 || x.shape[^1] != Width)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; it must be […, T, {Width}].", nameof(x));
        if (firstPosition < 0 || firstPosition > Positions - x.shape[^2])
        {
            throw new ArgumentException(
                $"Positions {firstPosition} to {firstPosition + x.shape[^2] - 1} are asked for, but the table has 0 to {Positions - 1}; "
                + "make the embedding with more positions.",
                nameof(firstPosition));
        }

        using var scope = NewDisposeScope();
        Tensor rows = _table.On(x.device).narrow(0, firstPosition, x.shape[^2]).to(x.dtype); // [T, C]
        return x.mul(Math.Sqrt(Width)).add_(rows).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes any positions, int64 <c>[B, T]</c> inside the table, in the caller's scope.</summary>
    internal Tensor Encode(Tensor x, Tensor positions)
    {
        Tensor rows = _table.On(x.device).index_select(0, positions.reshape(-1)).view(x.shape).to(x.dtype); // [B, T, C]
        return x.mul(Math.Sqrt(Width)).add_(rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _table.Dispose();
        base.Dispose(disposing);
    }
}
