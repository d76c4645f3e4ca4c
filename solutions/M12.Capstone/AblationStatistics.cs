using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>Says which of a study's differences could be chance.</summary>
public static class AblationStatistics
{
    /// <summary>Compares every level with the baseline of its factor.</summary>
    /// <remarks>
    /// <para>A <i>pair</i> is a point with the level and the point that has the baseline in its place and all else the same; there is one pair one at a time, and as many as the other factors have
    /// combinations in a factorial design. A seed's difference is the mean of level − baseline over all pairs with that seed. A seed of which any of these runs has no value is left out, so that all differences mean the same pairs.
    /// Seeds, not pairs, are what is repeated: n counts seeds.</para>
    /// <para>With d the n differences: mean ± t·s/√n, where s has n − 1 in its denominator and t = <see cref="StudentT.Critical"/>(0.95, n − 1); p = <see cref="StudentT.TwoSided"/>(mean·√n/s, n − 1). Where s is 0, p is
    /// 1 if the mean is 0 and else 0. HolmP is <see cref="Holm"/> over all comparisons of the study.</para>
    /// </remarks>
    /// <param name="grid">What was changed.</param>
    /// <param name="results">What came, in any order; each point and seed once.</param>
    /// <returns>Factors and, for each, levels without the baseline, in the grid's order.</returns>
    /// <exception cref="ArgumentException">The grid is wrong (as <see cref="Ablation.Points"/> says), or a point and seed comes twice.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static IReadOnlyList<AblationComparison> Compare(AblationGrid grid, IReadOnlyList<AblationResult> results)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(results);
        // TODO M12.E5: for each level find its pairs, average them within each seed, and make interval and p-value of the seeds' differences.
        #region Solution
        IReadOnlyList<AblationPoint> points = Ablation.Points(grid);
        Dictionary<(string Point, ulong Seed), double?> values = [];
        foreach (AblationResult result in results)
        {
            if (!values.TryAdd((result.Point.Id, result.Seed), result.Value))
                throw new ArgumentException($"results has {result.Point.Id} with seed {result.Seed} twice; it must have each once.", nameof(results));
        }

        ulong[] seeds = [.. results.Select(result => result.Seed).Distinct()];
        List<AblationComparison> comparisons = [];
        for (int factor = 0; factor < grid.Factors.Count; factor++)
        {
            (string name, IReadOnlyList<string> levels) = grid.Factors[factor];
            foreach (string level in levels.Skip(1))
            {
                (string Level, string Baseline)[] pairs = [.. points.Where(point => point.Levels[factor] == level).Select(point => (point.Id, Ablation.IdOf(grid, point.Levels.Select((x, i) => i == factor ? levels[0] : x))))];
                List<double> differences = [];
                foreach (ulong seed in seeds)
                {
                    // A missing value makes the sum, and with it the average, null.
                    double? sum = 0;
                    foreach ((string with, string without) in pairs) sum += values.GetValueOrDefault((with, seed)) - values.GetValueOrDefault((without, seed));
                    if (sum is { } total) differences.Add(total / pairs.Length);
                }

                comparisons.Add(Of(name, level, levels[0], differences));
            }
        }

        IReadOnlyList<double> corrected = Holm([.. comparisons.Select(comparison => comparison.P)]);
        return [.. comparisons.Select((comparison, i) => comparison with { HolmP = corrected[i] })];
        #endregion
    }

    /// <summary>Corrects p-values for their number, so that the chance of any false finding stays at 5 % (Holm 1979, "A simple sequentially rejective multiple test procedure", §3).</summary>
    /// <remarks>Of m values in ascending order, the i-th from 0 becomes (m − i)·p, at most 1, and never less than the one before it. NaN stays NaN and does not count.</remarks>
    /// <param name="p">The p-values, each from 0 to 1 or NaN.</param>
    /// <returns>The corrected ones, in the order in which <paramref name="p"/> has them.</returns>
    /// <exception cref="ArgumentException">A value is below 0 or above 1.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        // TODO M12.E5: walk through the values in ascending order with a running maximum.
        #region Solution
        if (p.Any(x => x is < 0 or > 1)) throw new ArgumentException("A p-value must be from 0 to 1.", nameof(p));
        int[] order = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        double[] corrected = new double[p.Count];
        Array.Fill(corrected, double.NaN);
        double greatest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            greatest = Math.Max(greatest, Math.Min(1, (order.Length - i) * p[order[i]]));
            corrected[order[i]] = greatest;
        }

        return corrected;
        #endregion
    }

    #region Solution
    private static AblationComparison Of(string factor, string level, string baseline, List<double> differences)
    {
        int n = differences.Count;
        double mean = n == 0 ? double.NaN : differences.Average();
        if (n < 2) return new AblationComparison(factor, level, baseline, n, mean, double.NaN, double.NaN, double.NaN, double.NaN);
        double deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1));
        double error = deviation / Math.Sqrt(n), half = StudentT.Critical(0.95, n - 1) * error;
        double p = error > 0 ? StudentT.TwoSided(mean / error, n - 1) : mean == 0 ? 1 : 0;
        return new AblationComparison(factor, level, baseline, n, mean, mean - half, mean + half, p, double.NaN);
    }
    #endregion
}
