namespace LLMCourse.Checks.M11;

/// <summary>Computes thresholds, stability indices and tests in float64 by their definitions, slowly.</summary>
internal static class DriftOracle
{
    public const double SmallestShare = 1e-4;

    /// <summary>Tries every score, and −∞, as a threshold.</summary>
    public static double Threshold(IReadOnlyList<double> harmless, double rate) =>
        harmless.Append(double.NegativeInfinity)
            .Where(threshold => harmless.Count(score => score > threshold) / (double)harmless.Count <= rate).Min();

    public static double Psi(IReadOnlyList<double> expected, IReadOnlyList<double> actual, int bins)
    {
        double[] sorted = [.. expected.Order()];
        List<double> ends = [];
        for (int j = 1; j < bins; j++)
        {
            // The least value with at least j/bins of the sample at or below it.
            double end = sorted.First(value => (long)sorted.Count(other => other <= value) * bins >= (long)j * sorted.Length);
            if (!ends.Contains(end)) ends.Add(end);
        }

        double psi = 0, from = double.NegativeInfinity;
        foreach (double to in ends.Append(double.PositiveInfinity))
        {
            double e = Math.Max(expected.Count(value => value > from && value <= to) / (double)expected.Count, SmallestShare);
            double a = Math.Max(actual.Count(value => value > from && value <= to) / (double)actual.Count, SmallestShare);
            psi += (a - e) * (Math.Log(a) - Math.Log(e));
            from = to;
        }

        return psi;
    }

    public static double Statistic(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
        a.Concat(b).Max(x => Math.Abs((a.Count(value => value <= x) / (double)a.Count) - (b.Count(value => value <= x) / (double)b.Count)));

    public static double PValue(double statistic, int n, int m)
    {
        double root = Math.Sqrt((double)n * m / (n + m)), lambda = (root + 0.12 + (0.11 / root)) * statistic;
        if (lambda < 0.02) return 1;
        if (lambda < 1)
        {
            // The same function by another series, which is short where the first one is long.
            double other = 0;
            for (int k = 1; k < 20; k++) other += Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI / lambda, 2) / 8);
            return 1 - (Math.Sqrt(2 * Math.PI) / lambda * other);
        }

        double sum = 0;
        for (int j = 1; j < 50; j++) sum += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * j * j * lambda * lambda);
        return Math.Clamp(sum, 0, 1);
    }
}
