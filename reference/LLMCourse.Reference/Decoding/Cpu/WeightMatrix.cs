namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>A matrix <c>[rows, columns]</c> that vectors are multiplied by, rows split between threads.</summary>
internal abstract class WeightMatrix(int rows, int columns)
{
    /// <summary>Vectors are padded with zeros to a multiple of this many columns, so that no kernel needs a tail.</summary>
    public const int Alignment = 32;

    /// <summary>About a first-level cache, of which the vectors need a part.</summary>
    private const int CacheBytes = 24 * 1024;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>Gets the columns with their padding.</summary>
    public int Stride { get; } = Pad(columns);

    /// <summary>Gets a value indicating whether <see cref="Multiply"/> reads the whole numbers of the
    /// vectors instead of the numbers themselves.</summary>
    public abstract bool TakesIntegers { get; }

    /// <summary>Rounds up to a multiple of <see cref="Alignment"/>.</summary>
    public static int Pad(int columns) => checked(columns + Alignment - 1) / Alignment * Alignment;

    /// <summary>Computes y[i, r] = Σ W[r, c]·x[i, c] for rows from <paramref name="from"/> up to but not including
    /// <paramref name="to"/>.</summary>
    /// <param name="x">The vectors, prepared by <see cref="Vectors.Prepare"/> for this matrix.</param>
    /// <param name="y">Receives the products, <c>[vectors, yStride]</c>.</param>
    /// <param name="yStride">The distance of two vectors in <paramref name="y"/>.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    public abstract void Multiply(Vectors x, Span<float> y, int yStride, int from, int to);

    /// <summary>How many rows stay near the processor while vector after vector is multiplied by them, so that memory is read once for all:
    /// a multiple of four, as many as kernels take at a time.</summary>
    protected static int RowsInCache(int bytesPerRow) => Math.Max(CacheBytes / bytesPerRow / 4 * 4, 4);

    /// <summary>Gets rows as floating-point numbers.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="room">Room for them, for a matrix that has to write them out.</param>
    /// <returns>The rows <c>[count, Stride]</c>; what stands in the padding does not matter.</returns>
    public abstract ReadOnlySpan<float> Unfold(int row, int count, Span<float> room);

    /// <summary>Copies a row as floating-point numbers.</summary>
    public abstract void CopyRow(int row, Span<float> to);
}
