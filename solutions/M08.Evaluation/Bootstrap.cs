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
        #region Solution
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        if (values.Count == 0) throw new ArgumentException("There is no value to draw from.", nameof(values));
        if (!values.All(double.IsFinite)) throw new ArgumentException("A value is NaN or infinite; give finite numbers.", nameof(values));
        if (confidence is not (> 0 and < 1)) throw new ArgumentException($"The confidence is {confidence}, but must be above 0 and below 1.", nameof(confidence));
        var random = new Xoshiro256(seed);
        double[] drawn = new double[values.Count], statistics = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = values[(int)(random.NextDouble() * drawn.Length)];
            statistics[b] = statistic(drawn);
        }

        Array.Sort(statistics);
        return new ConfidenceInterval(Quantile(statistics, (1 - confidence) / 2), Quantile(statistics, (1 + confidence) / 2));
        #endregion
    }

    #region Solution
    private static double Quantile(double[] ascending, double q)
    {
        double at = (ascending.Length - 1) * q;
        int below = (int)at, above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + ((at - below) * (ascending[above] - ascending[below]));
    }
    #endregion
}
