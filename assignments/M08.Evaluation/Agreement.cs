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
        throw new NotImplementedException("M08.E4: weigh the table of both raters' categories against the table of its margins.");
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
        throw new NotImplementedException("M08.E4: compare the disagreement within units with that of all ratings that have a partner.");
    }
}
