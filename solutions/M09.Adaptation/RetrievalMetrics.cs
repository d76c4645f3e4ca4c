namespace LLMCourse.M09;

/// <summary>Says how good a ranking is, given which documents would have been right. 1 is perfect, 0 is useless.</summary>
/// <remarks>
/// A grade says how relevant a document is: 0, as for one without a grade, is not at all. Ranks count from 1. All throw
/// <see cref="ArgumentException"/> for k below 1, a ranking with an id twice, a negative grade, or grades without any above 0: where nothing
/// is relevant, nothing is measured.
/// </remarks>
public static class RetrievalMetrics
{
    /// <summary>Gives 1 if there is a relevant document among the first k, and 0 otherwise.</summary>
    /// <param name="ranking">Ids, best first.</param>
    /// <param name="grades">The grades by id.</param>
    /// <param name="k">How many are looked at, at least 1.</param>
    [Exercise("M09.E7")]
    public static double HitRate(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        // TODO M09.E7: is any of the first k relevant?
        #region Solution
        return FirstRelevant(ranking, grades, k) > 0 ? 1 : 0;
        #endregion
    }

    /// <summary>Gives 1 over the rank of the first relevant document, and 0 if none is among the first k. Its mean over questions is MRR.</summary>
    /// <inheritdoc cref="HitRate"/>
    [Exercise("M09.E7")]
    public static double ReciprocalRank(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        // TODO M09.E7: where is the first relevant one?
        #region Solution
        int rank = FirstRelevant(ranking, grades, k);
        return rank > 0 ? 1.0 / rank : 0;
        #endregion
    }

    /// <summary>Gives nDCG@k: Σ (2^grade − 1)/log₂(rank + 1) over the first k, divided by that of the best possible ranking.</summary>
    /// <remarks>Järvelin and Kekäläinen 2002 (<see href="https://doi.org/10.1145/582415.582418"/>), with the gain of Burges et al. 2005. The
    /// best ranking is over all graded documents, also those that were not found.</remarks>
    /// <inheritdoc cref="HitRate"/>
    [Exercise("M09.E7")]
    public static double Ndcg(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        // TODO M09.E7: the discounted gain, over the one of the grades in falling order.
        #region Solution
        Check(ranking, grades, k);
        return Gain(ranking.Select(id => grades.GetValueOrDefault(id))) / Gain(grades.Values.OrderDescending());

        double Gain(IEnumerable<int> ranked) => ranked.Take(k).Select((grade, i) => (Math.Pow(2, grade) - 1) / Math.Log2(i + 2)).Sum();
        #endregion
    }

    #region Solution
    private static int FirstRelevant(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        Check(ranking, grades, k);
        for (int i = 0; i < Math.Min(k, ranking.Count); i++)
        {
            if (grades.GetValueOrDefault(ranking[i]) > 0) return i + 1;
        }

        return 0;
    }

    private static void Check(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(grades);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (ranking.Distinct(StringComparer.Ordinal).Count() < ranking.Count)
            throw new ArgumentException("The ranking has an id twice; each must be there once.", nameof(ranking));
        if (grades.Values.Any(grade => grade < 0)) throw new ArgumentException("A grade is negative; it must be 0 or more.", nameof(grades));
        if (grades.Values.All(grade => grade == 0)) throw new ArgumentException("No document is relevant; at least one must be.", nameof(grades));
    }
    #endregion
}
