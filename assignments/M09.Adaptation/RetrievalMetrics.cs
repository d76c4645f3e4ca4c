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
        throw new NotImplementedException("M09.E7: is any of the first k relevant?");
    }

    /// <summary>Gives 1 over the rank of the first relevant document, and 0 if none is among the first k. Its mean over questions is MRR.</summary>
    /// <inheritdoc cref="HitRate"/>
    [Exercise("M09.E7")]
    public static double ReciprocalRank(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        // TODO M09.E7: where is the first relevant one?
        throw new NotImplementedException("M09.E7: where is the first relevant one?");
    }

    /// <summary>Gives nDCG@k: Σ (2^grade − 1)/log₂(rank + 1) over the first k, divided by that of the best possible ranking.</summary>
    /// <remarks>Järvelin and Kekäläinen 2002 (<see href="https://doi.org/10.1145/582415.582418"/>), with the gain of Burges et al. 2005. The
    /// best ranking is over all graded documents, also those that were not found.</remarks>
    /// <inheritdoc cref="HitRate"/>
    [Exercise("M09.E7")]
    public static double Ndcg(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int k)
    {
        // TODO M09.E7: the discounted gain, over the one of the grades in falling order.
        throw new NotImplementedException("M09.E7: the discounted gain, over the one of the grades in falling order.");
    }
}
