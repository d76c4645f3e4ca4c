using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

/// <summary>Intervals for any statistic, by drawing from the data again.</summary>
/// <remarks>Efron and Tibshirani 1993, "An Introduction to the Bootstrap", §13.3.</remarks>
public static class Bootstrap
{
    /// <summary>Computes the percentile interval of a statistic.</summary>
    /// <param name="values">The data, one number for each item; at least one, none of them NaN or infinite. Not written to.</param>
    /// <param name="statistic">Computes the statistic of as many numbers as there are values.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="resamples">How often to draw, at least 1.</param>
    /// <param name="seed">The seed; equal seeds give equal intervals on every machine.</param>
    /// <exception cref="ArgumentException">There is no value, a value is not finite, or a number is out of its range.</exception>
    /// <remarks>
    /// One <see cref="Xoshiro256"/> with the seed makes all resamples, one after the other. A resample has n numbers, each drawn with one
    /// <see cref="Xoshiro256.NextDouble"/> u: the value at ⌊u·n⌋. With the B statistics in ascending order, s[0] to s[B − 1], the ends are
    /// the quantiles q = (1 − confidence)/2 and 1 − q, a quantile being the value at (B − 1)·q: between two neighbours, linearly (NumPy's
    /// default).
    /// </remarks>
    [Exercise("M08.E4")]
    public static ConfidenceInterval Interval(
        IReadOnlyList<double> values,
        Func<IReadOnlyList<double>, double> statistic,
        double confidence = 0.95,
        int resamples = 2000,
        ulong seed = 0)
    {
        // TODO M08.E4: draw resamples of n values with replacement, and take two quantiles of their statistics.
        throw new NotImplementedException("M08.E4: draw resamples of n values with replacement, and take two quantiles of their statistics.");
    }
}
