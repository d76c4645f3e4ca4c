using static TorchSharp.torch;

namespace LLMCourse.Reference.Positions;

/// <summary>Converts query and key projections between the two rotary layouts.</summary>
/// <remarks>
/// Row 2i of a head in the interleaved layout is row i in the half layout, and row 2i + 1 is row i + D/2. A model whose query and key rows
/// are permuted so computes the same scores, because both sides of every product are. The values' rows stay as they are.
/// </remarks>
public static class RopePermutation
{
    /// <summary>Permutes rows of the interleaved layout into those of the half layout.</summary>
    /// <param name="rows">The weight <c>[H·D, C]</c> or the bias <c>[H·D]</c> of a query or key projection.</param>
    /// <param name="heads">The number of heads H that it makes.</param>
    /// <returns>A new tensor of the same shape that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The number of rows is not H times an even number.</exception>
    public static Tensor InterleavedToHalf(Tensor rows, int heads)
    {
        long width = HeadWidth(rows, heads);
        using var scope = NewDisposeScope();
        return Swap(rows, heads, width / 2, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Permutes rows of the half layout into those of the interleaved layout.</summary>
    /// <param name="rows">The weight <c>[H·D, C]</c> or the bias <c>[H·D]</c> of a query or key projection.</param>
    /// <param name="heads">The number of heads H that it makes.</param>
    /// <returns>A new tensor of the same shape that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The number of rows is not H times an even number.</exception>
    public static Tensor HalfToInterleaved(Tensor rows, int heads)
    {
        long width = HeadWidth(rows, heads);
        using var scope = NewDisposeScope();
        return Swap(rows, heads, 2, width / 2).MoveToOuterDisposeScope();
    }

    private static Tensor Swap(Tensor rows, long heads, long outer, long inner) =>
        rows.detach().reshape(heads, outer, inner, -1).transpose(1, 2).reshape(rows.shape).clone();

    private static long HeadWidth(Tensor rows, int heads)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (rows.ndim is not (1 or 2) || rows.numel() == 0 || rows.shape[0] % (2L * heads) != 0)
            throw new ArgumentException(
                $"rows has shape {Shapes.Text(rows)}; its first dimension must be {heads} heads times an even width.", nameof(rows));
        return rows.shape[0] / heads;
    }
}
