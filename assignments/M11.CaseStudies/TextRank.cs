namespace LLMCourse.M11;

/// <summary>Ranks sentences by how much they share with others that rank high themselves.</summary>
/// <remarks>Mihalcea and Tarau 2004, "TextRank: Bringing Order into Texts", §2.2 and §4.1 (<see href="https://aclanthology.org/W04-3252"/>). Differs: scores add up to 1.</remarks>
public static class TextRank
{
    /// <summary>Computes how alike two sentences are: the number of different words that both have, over ln |a| + ln |b|.</summary>
    /// <param name="a">Content words of the one; |a| is the number of different ones.</param>
    /// <param name="b">Those of the other.</param>
    /// <returns>0 where one has no words, or both have a single one: the logarithms are then 0.</returns>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public static double Similarity(IReadOnlyCollection<string> a, IReadOnlyCollection<string> b)
    {
        // TODO M11.E2: sets of both, the size of what they share, and the formula.
        throw new NotImplementedException("M11.E2: sets of both, the size of what they share, and the formula.");
    }

    /// <summary>Ranks sentences.</summary>
    /// <param name="sentences">The content words of each.</param>
    /// <param name="damping">d, at least 0 and below 1.</param>
    /// <returns>A score for each: s_i = (1 − d)/n + d·(Σ_j s_j·w_ji/Σ_k w_jk + r/n), w being the similarity of two different sentences and r the sum of the scores of those that are
    /// like no other. They begin at 1/n and are computed anew, all at once, until the sum of the changes is below 1e-9. They add up to 1; no sentences have none.</returns>
    /// <exception cref="ArgumentException"><paramref name="damping"/> is out of range.</exception>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public static IReadOnlyList<double> Rank(IReadOnlyList<IReadOnlyCollection<string>> sentences, double damping = 0.85)
    {
        // TODO M11.E2: find who shares words by an index from words to sentences, weigh each pair, and iterate.
        throw new NotImplementedException("M11.E2: find who shares words by an index from words to sentences, weigh each pair, and iterate.");
    }
}
