using System.Numerics;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Positions;

/// <summary>Attention with linear biases: each head subtracts its own multiple of the distance from the scores.</summary>
/// <remarks>Press et al. 2022, §3 (<see href="https://arxiv.org/abs/2108.12409"/>). Differs: none.</remarks>
public static class Alibi
{
    /// <summary>Computes the slopes of the heads, steepest first: 2^(−8i/H) for i = 1 to H where H is a power of two.</summary>
    /// <param name="heads">The number of heads H, at least 1.</param>
    /// <returns>H slopes, each above 0 and below 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heads"/> is not positive.</exception>
    /// <remarks>
    /// The rule for other H is that of the authors' code: with P the greatest power of two below H, the slopes of P heads, then every
    /// second slope of 2·P heads, beginning with the first. Example: 2 heads have 1/16 and 1/256; 3 heads have 1/16, 1/256 and 1/4.
    /// </remarks>
    public static IReadOnlyList<double> Slopes(int heads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        int power = 1 << BitOperations.Log2((uint)heads);
        var slopes = new double[heads];
        for (int i = 0; i < heads; i++)
            slopes[i] = i < power ? Math.Pow(2, -8.0 * (i + 1) / power) : Math.Pow(2, -4.0 * ((2 * (i - power)) + 1) / power);
        return slopes;
    }

    /// <summary>Computes what is added to the scores: −slope·|i − j| for query i and key j.</summary>
    /// <param name="heads">The number of heads H, at least 1.</param>
    /// <param name="length">The number of positions T, at least 0.</param>
    /// <returns>Float32 <c>[H, T, T]</c> on the CPU; a new tensor that the caller disposes. It hides
    /// nothing: a decoder adds its causal mask.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heads"/> is not positive, or
    /// <paramref name="length"/> is negative.</exception>
    public static Tensor Bias(int heads, long length) => Bias(heads, length, length, ScalarType.Float32, CPU);

    /// <summary>Computes the biases of the last <paramref name="queries"/> of <paramref name="keys"/> positions.</summary>
    /// <param name="heads">The number of heads H, at least 1.</param>
    /// <param name="queries">The number of queries Tq, at least 0 and at most <paramref name="keys"/>; fewer
    /// when the earlier positions are cached.</param>
    /// <param name="keys">The number of keys Tk.</param>
    /// <param name="dtype">The type of the scores.</param>
    /// <param name="device">Where to put the biases.</param>
    /// <returns>Floating point <c>[H, Tq, Tk]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Tensor Bias(int heads, long queries, long keys, ScalarType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(keys, queries);
        double[] slopes = [.. Slopes(heads)];
        using var scope = NewDisposeScope();
        Tensor key = arange(keys, ScalarType.Float64, device);                            // [Tk]
        Tensor query = arange(keys - queries, keys, 1, ScalarType.Float64, device);       // [Tq]
        Tensor distance = key.unsqueeze(0).sub(query.unsqueeze(1)).abs_().neg_();         // [Tq, Tk]
        Tensor slope = tensor(slopes, ScalarType.Float64, device).view(heads, 1, 1);      // [H, 1, 1]
        return distance.to(dtype).mul(slope.to(dtype)).MoveToOuterDisposeScope();         // [H, Tq, Tk]
    }
}
