using LLMCourse.Checks;
using LLMCourse.Grading.Judging;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>How far reviewers agree beyond what chance would bring: 1 is perfect, 0 is chance. NaN where that is 0/0, as when everybody
/// always says the same.</summary>
/// <remarks>
/// <para>Cohen's κ is of two fixed raters who rate everything together. Here each submission has other reviewers, and two people hardly
/// ever meet twice, so that no pair has a table of its own; the coefficients below take the raters of a submission
/// as exchangeable, and any number of them.</para>
/// <para>A unit is one submission: the scores that its reviewers gave.</para>
/// </remarks>
internal static class ReviewAgreement
{
    /// <summary>How many times the submissions are drawn anew for an interval.</summary>
    public const int Draws = 2000;

    // Of fewer submissions an interval would say more than is known.
    private const int LeastUnits = 5;

    /// <summary>Computes Fleiss's κ with quadratic weights.</summary>
    /// <param name="units">The scores of each submission; those with one score count in the shares alone.</param>
    /// <returns>1 − D_o/D_e. D_o is the mean, over the submissions with at least two scores, of the mean squared difference of the pairs of
    /// their scores. D_e is Σ π_c π_k (c − k)², where π_c is the mean share of the score c over the submissions.</returns>
    /// <remarks>Fleiss 1971, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76 (5), pp. 378–382
    /// (<see href="https://doi.org/10.1037/h0031619"/>); the weights are Cohen 1968 (<see href="https://doi.org/10.1037/h0026256"/>): a
    /// disagreement weighs the square of its distance. Differs from Fleiss: the number of scores may vary, and shares are means over
    /// submissions, as in Gwet 2014, "Handbook of Inter-Rater Reliability", 4th edition.</remarks>
    public static double WeightedKappa(IReadOnlyList<IReadOnlyList<int>> units)
    {
        double[][] rated = Rated(units, 2);
        double observed = rated.Length == 0 ? 0 : rated.Average(u => Squares(u) / (u.Length * (u.Length - 1)));
        double[][] all = Rated(units, 1);
        Dictionary<double, double> shares = [];
        foreach (double[] unit in all)
        {
            foreach (double score in unit) shares[score] = shares.GetValueOrDefault(score) + (1.0 / unit.Length / all.Length);
        }

        double expected = shares.Sum(c => shares.Sum(k => c.Value * k.Value * (c.Key - k.Key) * (c.Key - k.Key)));
        return rated.Length == 0 ? double.NaN : 1 - (observed / expected);
    }

    /// <summary>Computes Krippendorff's α for ordered scores.</summary>
    /// <param name="units">The scores of each submission; those with fewer than two do not count.</param>
    /// <returns>1 − D_o/D_e with the squared number of ratings between two scores for their
    /// difference: (Σ_{g=c..k} n_g − (n_c + n_k)/2)².</returns>
    /// <remarks>Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability" (<see href="https://repository.upenn.edu/asc_papers/43"/>),
    /// section D: any metric, any number of observers, missing data. It takes nothing of scores but their order, and
    /// corrects for few ratings. Differs: none.</remarks>
    public static double OrdinalAlpha(IReadOnlyList<IReadOnlyList<int>> units)
    {
        double[][] rated = Rated(units, 2);
        double[] all = [.. rated.SelectMany(u => u).Order()];
        Dictionary<double, double> ranks = [];

        // The distance between the middles of the ranks of c and k is exactly that sum.
        foreach (IGrouping<double, int> same in Enumerable.Range(0, all.Length).GroupBy(i => all[i])) ranks[same.Key] = same.Average();
        double[][] inRanks = [.. rated.Select(u => u.Select(s => ranks[s]).ToArray())];
        double observed = inRanks.Sum(u => Squares(u) / (u.Length - 1)) / all.Length;
        double expected = Squares([.. inRanks.SelectMany(u => u)]) / all.Length / (all.Length - 1);
        return 1 - (observed / expected);
    }

    /// <summary>Estimates the interval in which a coefficient lies with 95 %, by drawing the submissions anew with replacement.</summary>
    /// <param name="units">The scores of each submission.</param>
    /// <param name="coefficient">The coefficient.</param>
    /// <returns>The 2.5th and the 97.5th percentile; null where fewer than five submissions have two scores,
    /// or half of the draws have no value.</returns>
    /// <remarks>Efron and Tibshirani 1993, "An Introduction to the Bootstrap", §13.3. The submissions are drawn, not the reviewers: that a
    /// severe reviewer judges several is left out of account, so that the interval is rather too narrow.
    /// Seeded: equal scores give equal intervals.</remarks>
    public static (double Low, double High)? Interval(IReadOnlyList<IReadOnlyList<int>> units,
        Func<IReadOnlyList<IReadOnlyList<int>>, double> coefficient)
    {
        var random = new CheckRandom(12);
        IReadOnlyList<int>[] rated = [.. units.Where(u => u.Count > 1)];
        if (rated.Length < LeastUnits) return null;
        List<double> drawn = [];
        for (int i = 0; i < Draws; i++)
        {
            double value = coefficient([.. rated.Select(_ => rated[(int)random.NextInteger(0, rated.Length)])]);
            if (double.IsFinite(value)) drawn.Add(value);
        }

        if (drawn.Count < Draws / 2) return null;
        drawn.Sort();
        return (Percentile(drawn, 0.025), Percentile(drawn, 0.975));
    }

    /// <summary>Returns the median of scores: of an even number, the mean of the two in the middle.</summary>
    public static decimal Median(IEnumerable<int> scores) => (decimal)Statistics.Median(scores.Select(s => (double)s));

    private static double[][] Rated(IReadOnlyList<IReadOnlyList<int>> units, int least) =>
        [.. units.Where(u => u.Count >= least).Select(u => u.Select(s => (double)s).ToArray())];

    // The sum over all ordered pairs, by the identity Σ Σ (x − y)² = 2n·Σ(x − mean)².
    private static double Squares(double[] values)
    {
        if (values.Length == 0) return 0;
        double mean = values.Average();
        return 2 * values.Length * values.Sum(v => (v - mean) * (v - mean));
    }

    private static double Percentile(List<double> sorted, double share)
    {
        double at = share * (sorted.Count - 1);
        int below = (int)at;
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]));
    }
}
