namespace LLMCourse.M08;

/// <summary>How far raters agree beyond what chance would bring: 1 is perfect, 0 is chance.</summary>
/// <remarks>Where a coefficient is 0/0 it is NaN: raters who always say the same of everything show nothing.</remarks>
public static class Agreement
{
    /// <summary>Computes Cohen's κ of two raters.</summary>
    /// <param name="a">The first rater's category for each item.</param>
    /// <param name="b">The second rater's category for the same items.</param>
    /// <param name="weights">How much a disagreement weighs.</param>
    /// <returns>1 − (weight of the disagreements) / (weight to be expected if both kept their shares and drew lots); NaN where that is 0/0,
    /// so also for no items.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <remarks>
    /// Cohen 1960 (<see href="https://doi.org/10.1177/001316446002000104"/>), weights: Cohen 1968. As scikit-learn does it: the categories
    /// are those that occur in either list, in ascending order, and how far two are apart is counted in places of that order, not in units
    /// of the numbers.
    /// </remarks>
    [Exercise("M08.E4")]
    public static double CohenKappa(IReadOnlyList<int> a, IReadOnlyList<int> b, KappaWeights weights = KappaWeights.None)
    {
        // TODO M08.E4: weigh the table of both raters' categories against the table of its margins.
        #region Solution
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count) throw new ArgumentException($"a has {a.Count} categories and b {b.Count}; give one of each for every item.");
        List<int> categories = [.. a.Concat(b).Distinct().Order()];
        double observed = 0, expected = 0;
        for (int i = 0; i < categories.Count; i++)
        {
            for (int j = 0; j < categories.Count; j++)
            {
                double weight = weights switch
                {
                    KappaWeights.Linear => Math.Abs(i - j),
                    KappaWeights.Quadratic => (i - j) * (i - j),
                    _ => i == j ? 0 : 1,
                };
                observed += weight * a.Zip(b).Count(pair => pair.First == categories[i] && pair.Second == categories[j]);
                expected += weight * a.Count(category => category == categories[i]) * b.Count(category => category == categories[j]) / a.Count;
            }
        }

        return 1 - (observed / expected);
        #endregion
    }

    /// <summary>Computes Krippendorff's α of any number of raters who need not have rated everything.</summary>
    /// <param name="ratings">One row for each rater with one rating for each unit; null where a rater has not rated a unit.</param>
    /// <param name="level">What different ratings have to do with each other.</param>
    /// <returns>1 − D_o/D_e; NaN where that is 0/0.</returns>
    /// <exception cref="ArgumentException">Rows differ in length, or a rating is NaN or infinite.</exception>
    /// <remarks>
    /// Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (<see href="https://repository.upenn.edu/asc_papers/43"/>). Only
    /// units with at least two ratings count; let n be the number of their ratings. D_o is the sum over these units of the δ² of all
    /// ordered pairs of different raters' ratings divided by (the unit's ratings − 1), over n. D_e is the mean δ² of all ordered pairs of
    /// two of the n ratings, whatever their units: the sum over n·(n − 1).
    /// </remarks>
    [Exercise("M08.E4")]
    public static double KrippendorffAlpha(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level = MeasurementLevel.Nominal)
    {
        // TODO M08.E4: compare the disagreement within units with that of all ratings that have a partner.
        #region Solution
        ArgumentNullException.ThrowIfNull(ratings);
        int units = ratings.Select(row => row.Count).FirstOrDefault();
        if (ratings.Any(row => row.Count != units)) throw new ArgumentException("Rows differ in length; give each rater one rating, or null, for every unit.", nameof(ratings));
        if (ratings.Any(row => row.Any(rating => rating is { } value && !double.IsFinite(value)))) throw new ArgumentException("A rating is NaN or infinite; give null where there is none.", nameof(ratings));
        double[][] rated = [.. Enumerable.Range(0, units).Select(unit => ratings.Select(row => row[unit]).OfType<double>().ToArray()).Where(values => values.Length > 1)];
        double[] all = [.. rated.SelectMany(values => values)];
        double observed = rated.Sum(values => Disagreement(values, level) / (values.Length - 1)) / all.Length;
        double expected = Disagreement(all, level) / all.Length / (all.Length - 1);
        return 1 - (observed / expected);
        #endregion
    }

    #region Solution
    private static double Disagreement(double[] values, MeasurementLevel level)
    {
        double sum = 0;
        foreach (double x in values)
        {
            foreach (double y in values) sum += level == MeasurementLevel.Interval ? (x - y) * (x - y) : x == y ? 0 : 1;
        }

        return sum;
    }
    #endregion
}
