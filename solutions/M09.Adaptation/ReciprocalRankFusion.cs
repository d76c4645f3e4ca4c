namespace LLMCourse.M09;

/// <summary>Merges rankings whose scores cannot be compared.</summary>
public static class ReciprocalRankFusion
{
    /// <summary>Scores each document with Σ 1/(k + rank) over the rankings that have it; ranks count from 1.</summary>
    /// <remarks>Cormack, Clarke and Büttcher 2009, <i>Reciprocal Rank Fusion outperforms Condorcet and individual rank learning methods</i>
    /// (<see href="https://doi.org/10.1145/1571941.1572114"/>).</remarks>
    /// <param name="rankings">Ids, best first. Where one has an id twice, the first place counts, and the second is an empty place: those
    /// behind it keep their ranks.</param>
    /// <param name="k">How little the first places stand out, 0 or more. The default is the paper's.</param>
    /// <returns>Every document once, best first; of equal scores the ordinally smaller id first. The sums are taken in the order of the
    /// rankings.</returns>
    /// <exception cref="ArgumentException"><paramref name="k"/> is negative or not finite.</exception>
    [Exercise("M09.E7")]
    public static IReadOnlyList<SearchHit> Fuse(IReadOnlyList<IReadOnlyList<string>> rankings, double k = 60)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        // TODO M09.E7: add up 1/(k + rank), and sort.
        #region Solution
        if (!double.IsFinite(k) || k < 0) throw new ArgumentOutOfRangeException(nameof(k), k, "k must be 0 or more, and finite.");
        Dictionary<string, double> scores = new(StringComparer.Ordinal);
        foreach (IReadOnlyList<string> ranking in rankings)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            for (int i = 0; i < ranking.Count; i++)
            {
                if (seen.Add(ranking[i])) scores[ranking[i]] = scores.GetValueOrDefault(ranking[i]) + (1 / (k + i + 1));
            }
        }

        return
        [
            .. scores.Select(pair => new SearchHit(pair.Key, pair.Value))
                .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id, StringComparer.Ordinal),
        ];
        #endregion
    }
}
