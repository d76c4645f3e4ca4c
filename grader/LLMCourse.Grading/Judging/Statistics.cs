using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>The statistics of timings: medians, because one pause of the machine must not move the figure.</summary>
public static class Statistics
{
    private const int Resamples = 2_000;

    /// <summary>Returns the median; the mean of the middle two for an even count.</summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> is empty.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("The median of nothing is not defined; measure at least once.", nameof(values));
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Returns the 95 % percentile bootstrap interval of the median.</summary>
    /// <param name="values">The sample.</param>
    /// <remarks>Efron and Tibshirani 1993, §13.3. Seeded: equal samples give equal intervals.</remarks>
    public static (double Low, double High) MedianInterval(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var random = new CheckRandom(95);
        double[] medians = new double[Resamples];
        double[] sample = new double[values.Count];
        for (int r = 0; r < Resamples; r++)
        {
            for (int i = 0; i < sample.Length; i++) sample[i] = values[(int)random.NextInteger(0, values.Count)];
            medians[r] = Median(sample);
        }

        Array.Sort(medians);
        return (medians[(int)(0.025 * Resamples)], medians[(int)(0.975 * Resamples) - 1]);
    }

    /// <summary>Returns the lower ends of the 95 % percentile bootstrap intervals of how fast time grows,
    /// and of how much faster than another's.</summary>
    /// <param name="rounds">The size of each round and both times, taken in turns; at least two sizes.</param>
    /// <returns>The exponent of the first times, and its excess over that of the second.</returns>
    /// <remarks>Rounds are drawn anew within each size, both sides of a round together, since
    /// what disturbs one disturbs the other.</remarks>
    public static (double Exponent, double Excess) GrowthLow(IReadOnlyList<(int Size, double First, double Second)> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        (int Size, (double First, double Second)[] Times)[] sizes =
            [.. rounds.GroupBy(r => r.Size, r => (r.First, r.Second)).Select(g => (g.Key, g.ToArray()))];
        var random = new CheckRandom(95);
        double[] exponents = new double[Resamples], excesses = new double[Resamples];
        for (int r = 0; r < Resamples; r++)
        {
            List<(int Size, double Time)> first = [], second = [];
            foreach ((int size, (double First, double Second)[] times) in sizes)
            {
                (double First, double Second)[] sample = [.. times.Select(_ => times[(int)random.NextInteger(0, times.Length)])];
                first.Add((size, Median(sample.Select(s => s.First))));
                second.Add((size, Median(sample.Select(s => s.Second))));
            }

            exponents[r] = GrowthExponent(first);
            excesses[r] = exponents[r] - GrowthExponent(second);
        }

        Array.Sort(exponents);
        Array.Sort(excesses);
        return (exponents[(int)(0.025 * Resamples)], excesses[(int)(0.025 * Resamples)]);
    }

    /// <summary>Fits time = c·sizeᵏ by least squares on logarithms.</summary>
    /// <param name="points">Sizes and times, all above 0, of at least two different sizes.</param>
    /// <returns>The exponent k.</returns>
    /// <exception cref="ArgumentException">There are fewer than two sizes.</exception>
    public static double GrowthExponent(IReadOnlyList<(int Size, double Time)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        double[] x = [.. points.Select(p => Math.Log(p.Size))];
        double[] y = [.. points.Select(p => Math.Log(p.Time))];
        if (x.Distinct().Count() < 2) throw new ArgumentException("Growth needs at least two sizes.", nameof(points));
        double meanX = x.Average(), meanY = y.Average();
        double covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return covariance / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
