namespace LLMCourse.M01;

/// <summary>Zipf's law: the r-th most frequent word occurs about r⁻ˢ times as often as the most frequent one.</summary>
/// <remarks>Zipf 1949, "Human Behavior and the Principle of Least Effort", chapter 2. s is about 1 for words of natural languages.</remarks>
public static class Zipf
{
    /// <summary>Fits ln count = a − s·ln rank by least squares, every rank with the same weight.</summary>
    /// <param name="counts">How often each word occurs, in any order. Words that do not occur (0) are left out.</param>
    /// <returns>The exponent s, and R²; R² is 1 where all counts are equal.</returns>
    /// <exception cref="ArgumentException">A count is negative, or fewer than two are above 0.</exception>
    /// <remarks>Example: counts 8, 4 → s = 1, since half as many at twice the rank.</remarks>
    [Exercise("M01.E7")]
    public static ZipfFit Fit(IEnumerable<long> counts)
    {
        // TODO M01.E7: sort the positive counts, the greatest first, and fit a straight line to (ln rank, ln count), ranks from 1.
        throw new NotImplementedException("M01.E7: sort the positive counts, the greatest first, and fit a straight line to (ln rank, ln count), ranks from 1.");
    }
}
