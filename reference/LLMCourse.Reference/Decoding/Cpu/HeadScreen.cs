using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LLMCourse.Reference.Quantization;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Finds the greatest of a float32 matrix's products without reading most of the matrix: an
/// 8-bit copy tells which rows can have it.</summary>
/// <remarks>
/// The head is more than half of a small model's weights, and greedy decoding wants one number of its 32,000. With Ŵ the copy and x̂ the
/// rounded vector, |w·x − ŵ·x̂| ≤ ‖w − ŵ‖‖x‖ + ‖ŵ‖‖x − x̂‖ by Cauchy and Schwarz, so a product is at most its estimate and this bound. Rows
/// that cannot reach the greatest lower bound are out, and the few that are left are computed from the float32 numbers, by the same
/// instructions as if all were. The result is therefore the same row, whatever the weights.
/// </remarks>
internal sealed class HeadScreen
{
    private const int Group = 96; // fewer scales to read than with 32, and still few rows left

    private readonly FloatMatrix _matrix;
    private readonly QuantizedWeights _copy;
    private readonly float[] _errors, _norms;

    /// <summary>Makes the copy.</summary>
    /// <param name="matrix">The matrix, which stays in use.</param>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public HeadScreen(FloatMatrix matrix)
    {
        _matrix = matrix;
        var weights = new float[checked(matrix.Rows * matrix.Columns)];
        for (int row = 0; row < matrix.Rows; row++)
            matrix.CopyRow(row, weights.AsSpan(row * matrix.Columns, matrix.Columns));
        var arena = new WeightArena((long)matrix.Rows * matrix.Stride * 5 / 4);
        QuantizedMatrix copy = QuantizedMatrix.Quantize(weights, matrix.Columns, 8, Group, arena.Take<byte>);
        _copy = new QuantizedWeights(copy);
        (_errors, _norms) = (new float[matrix.Rows], new float[matrix.Rows]);
        _ = Parallel.For(0, matrix.Rows, () => new float[matrix.Columns], (row, _, rounded) =>
        {
            copy.DequantizeRow(row, rounded);
            Bound(row, weights.AsSpan(row * matrix.Columns, matrix.Columns), rounded);
            return rounded;
        }, _ => { });
    }

    /// <summary>Finds the greatest product of some rows with one vector.</summary>
    /// <param name="x">The vector, alone.</param>
    /// <param name="room">Room for a number for each row of the matrix; those of these rows are written.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <returns>The row, of equal ones the lowest, and its product, as <see cref="FloatMatrix.Multiply"/> computes it; −1 without rows. A
    /// product that is not a number is returned before all others.</returns>
    public (int Row, float Product) Greatest(Vectors x, Span<float> room, int from, int to)
    {
        double length = Length(x[0]);
        if (length is not (> 1e-15 and < 1e15))
        {
            // Squares that have left float32's range, or are about to: no bound can be trusted, and none is needed for something so rare.
            _matrix.Multiply(x, room, _matrix.Rows, from, to);
            return Greatest(room, from, to);
        }

        x.Prepare(_copy);
        _copy.Multiply(x, room, _matrix.Rows, from, to);
        float forErrors = Up(length);

        // Sums in float32 are wrong by a unit in the last place for each column at the very most; four of them are allowed for.
        float forNorms = Up((x.Scale(0) * Math.Sqrt(_matrix.Columns)) + (length * _matrix.Columns * Math.Pow(2, -21)));
        float threshold = GreatestLowerBound(room, from, to, forErrors, forNorms);
        (int Row, float Product) greatest = (-1, float.NegativeInfinity);
        for (int row = NextCandidate(room, from, to, forErrors, forNorms, threshold); row
            < to; row = NextCandidate(room, row + 1, to, forErrors, forNorms, threshold))
        {
            // Rows are multiplied in fours, counted from the first, and sums of four are added up in another order than that of one.
            int four = from + ((row - from) / 4 * 4);
            if (four + 4 <= to)
                _matrix.Multiply(x, room, _matrix.Rows, four, four + 4);
            else
                _matrix.Multiply(x, room, _matrix.Rows, row, row + 1);
            greatest = Better(greatest, row, room[row]);
        }

        return greatest;
    }

    /// <summary>The better of what is known and another row; row −1 is none.</summary>
    public static (int Row, float Product) Better((int Row, float Product) best, int row, float product) =>
        row >= 0 && (best.Row < 0 || product > best.Product || (float.IsNaN(product) && !float.IsNaN(best.Product)))
            ? (row, product)
            : best;

    /// <summary>The greatest of some products: not a number before all others, and of equal ones the lowest row.</summary>
    private static (int Row, float Product) Greatest(ReadOnlySpan<float> products, int from, int to)
    {
        (int Row, float Product) greatest = (-1, float.NegativeInfinity);
        for (int row = from; row < to; row++)
            greatest = Better(greatest, row, products[row]);
        return greatest;
    }

    private static double Length(ReadOnlySpan<float> x)
    {
        double squares = 0;
        foreach (float value in x)
            squares += (double)value * value;
        return Math.Sqrt(squares);
    }

    private static float Up(double value) => (float)(value * (1 + 1e-6));

    private void Bound(int row, ReadOnlySpan<float> weights, ReadOnlySpan<float> rounded)
    {
        double error = 0, norm = 0;
        for (int column = 0; column < weights.Length; column++)
        {
            double weight = weights[column], difference = weight - rounded[column];
            error += difference * difference;
            norm += weight * weight;
        }

        _errors[row] = Up(Math.Sqrt(error));
        _norms[row] = Up(Math.Sqrt(norm) + Math.Sqrt(error)); // at least ‖w‖ and ‖ŵ‖
    }

    private float GreatestLowerBound(ReadOnlySpan<float> estimates, int from, int to, float forErrors, float forNorms)
    {
        ref float estimate = ref MemoryMarshal.GetReference(estimates), error = ref _errors[0], norm = ref _norms[0];
        Vector512<float> most = Vector512.Create(float.NegativeInfinity), x = Vector512.Create(forErrors), y = Vector512.Create(forNorms);
        int row = from;
        for (; row + 16 <= to; row += 16)
        {
            nuint at = (nuint)row;
            Vector512<float> bound = (Vector512.LoadUnsafe(ref error, at) * x) + (Vector512.LoadUnsafe(ref norm, at) * y);
            most = Vector512.Max(most, Vector512.LoadUnsafe(ref estimate, at) - bound);
        }

        float greatest = Kernels.Greatest(most);
        for (; row < to; row++)
            greatest = MathF.Max(greatest, estimates[row] - ((_errors[row] * forErrors) + (_norms[row] * forNorms)));
        return greatest;
    }

    /// <summary>The first row from <paramref name="row"/> on that may reach the threshold, or <paramref name="to"/>.</summary>
    private int NextCandidate(ReadOnlySpan<float> estimates, int row, int to, float forErrors, float forNorms, float threshold)
    {
        ref float estimate = ref MemoryMarshal.GetReference(estimates), error = ref _errors[0], norm = ref _norms[0];
        Vector512<float> least = Vector512.Create(threshold), x = Vector512.Create(forErrors), y = Vector512.Create(forNorms);
        for (; row + 16 <= to; row += 16)
        {
            nuint at = (nuint)row;
            Vector512<float> bound = (Vector512.LoadUnsafe(ref error, at) * x) + (Vector512.LoadUnsafe(ref norm, at) * y);
            // "Out" and not "in" is asked for, so that what is not a number stays in.
            ulong outside = Vector512.LessThan(Vector512.LoadUnsafe(ref estimate, at) + bound, least).ExtractMostSignificantBits();
            if (outside != 0xFFFF)
                return row + System.Numerics.BitOperations.TrailingZeroCount(~outside);
        }

        while (row < to && estimates[row] + ((_errors[row] * forErrors) + (_norms[row] * forNorms)) < threshold)
            row++;
        return row;
    }
}
