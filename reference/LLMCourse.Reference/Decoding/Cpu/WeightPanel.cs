using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Multiplies many vectors, as a prompt has, by a matrix of any format: sixteen rows
/// at a time become a panel of float32.</summary>
/// <remarks>A panel is made once for all vectors, so what rounded weights cost to unfold disappears, and vectors need not be rounded to
/// meet them. It fits the first or second cache, through which the vectors pass.</remarks>
/// <param name="columns">The most columns that a matrix has.</param>
internal sealed class WeightPanel(int columns)
{
    /// <summary>From how many vectors on a panel is worth making; fewer are multiplied by the matrix as it lies. Measured: from about 12
    /// with 8 and 4 bits, from about 30 with float32, where the difference in between is small.</summary>
    public const int Least = 16;

    private const int Rows = BlockKernel.Columns;

    private readonly float[] _panel = GC.AllocateArray<float>(checked(WeightMatrix.Pad(columns) * Rows), pinned: true);
    private readonly float[] _rows = GC.AllocateArray<float>(checked(WeightMatrix.Pad(columns) * Rows), pinned: true);

    /// <summary>Computes y[i, r] = Σ W[r, c]·x[i, c] for rows from <paramref name="from"/> up to but not including
    /// <paramref name="to"/>.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="x">The vectors, <c>[count, xStride]</c>, of which the matrix's columns are read.</param>
    /// <param name="xStride">The distance of two vectors in <paramref name="x"/>.</param>
    /// <param name="count">How many vectors, positive.</param>
    /// <param name="y">Receives the products, <c>[count, yStride]</c>.</param>
    /// <param name="yStride">The distance of two vectors in <paramref name="y"/>.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    public void Multiply(WeightMatrix matrix, ReadOnlySpan<float> x, int xStride, int count, Span<float> y, int yStride, int from, int to)
    {
        Span<float> sums = stackalloc float[BlockKernel.Vectors * Rows];
        for (int row = from; row < to; row += Rows)
        {
            int rows = Math.Min(Rows, to - row);
            Fill(matrix.Unfold(row, rows, _rows), matrix.Stride, matrix.Columns, rows);
            for (int i = 0; i < count; i += BlockKernel.Vectors)
            {
                int vectors = Math.Min(BlockKernel.Vectors, count - i);
                ReadOnlySpan<float> some = x.Slice(i * xStride, ((vectors - 1) * xStride) + matrix.Columns);
                Span<float> products = y.Slice((i * yStride) + row, ((vectors - 1) * yStride) + rows);
                if (rows == Rows)
                {
                    BlockKernel.Multiply(some, xStride, vectors, matrix.Columns, _panel, Rows, products, yStride);
                    continue;
                }

                BlockKernel.Multiply(some, xStride, vectors, matrix.Columns, _panel, Rows, sums, Rows);
                for (int v = 0; v < vectors; v++)
                    sums.Slice(v * Rows, rows).CopyTo(products[(v * yStride)..]);
            }
        }
    }

    /// <summary>Turns rows into the panel <c>[columns, 16]</c>; where rows are missing, the last one stands again.</summary>
    private void Fill(ReadOnlySpan<float> rows, int stride, int columns, int count)
    {
        ref float from = ref MemoryMarshal.GetReference(rows);
        for (int four = 0; four < Rows; four += 4)
        {
            ref float a = ref Unsafe.Add(ref from, Math.Min(four, count - 1) * stride),
                b = ref Unsafe.Add(ref from, Math.Min(four + 1, count - 1) * stride);
            ref float c = ref Unsafe.Add(ref from, Math.Min(four + 2, count - 1) * stride),
                d = ref Unsafe.Add(ref from, Math.Min(four + 3, count - 1) * stride);
            ref float to = ref _panel[four];
            for (nuint column = 0; column < (nuint)columns; column += 4)
            {
                (Vector128<float> w, Vector128<float> x, Vector128<float> y, Vector128<float> z) = Kernels.Transpose(
                    Vector128.LoadUnsafe(ref a, column), Vector128.LoadUnsafe(ref b, column), Vector128.LoadUnsafe(ref c, column),
                    Vector128.LoadUnsafe(ref d, column));
                w.StoreUnsafe(ref to, column * Rows);
                x.StoreUnsafe(ref to, (column + 1) * Rows);
                y.StoreUnsafe(ref to, (column + 2) * Rows);
                z.StoreUnsafe(ref to, (column + 3) * Rows);
            }
        }
    }
}
