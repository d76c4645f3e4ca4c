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
        #region Solution
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        HashSet<string> first = new(a, StringComparer.Ordinal), second = new(b, StringComparer.Ordinal);
        return Similarity(first.Count, second.Count, second.Count(first.Contains));
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(sentences);
        if (!(damping is >= 0 and < 1))
            throw new ArgumentException($"damping is {damping}; it must be at least 0 and below 1.", nameof(damping));
        int n = sentences.Count;
        (int Other, double Weight)[][] edges = Edges(sentences);
        double[] strengths = [.. edges.Select(own => own.Sum(edge => edge.Weight))];
        double[] scores = [.. Enumerable.Repeat(1.0 / n, n)];
        double change = n == 0 ? 0 : 1;
        while (change >= 1e-9)
        {
            double alone = Enumerable.Range(0, n).Where(i => strengths[i] == 0).Sum(i => scores[i]);
            double[] next = [.. edges.Select(own => ((1 - damping) / n) + (damping * ((alone / n) + own.Sum(edge => scores[edge.Other] * edge.Weight / strengths[edge.Other]))))];
            change = next.Zip(scores).Sum(both => Math.Abs(both.First - both.Second));
            scores = next;
        }

        return scores;
        #endregion
    }

    #region Solution
    private static double Similarity(int first, int second, int shared)
    {
        double size = Math.Log(first) + Math.Log(second);
        return shared == 0 || size == 0 ? 0 : shared / size;
    }

    private static (int Other, double Weight)[][] Edges(IReadOnlyList<IReadOnlyCollection<string>> sentences)
    {
        HashSet<string>[] sets = [.. sentences.Select(words => new HashSet<string>(words, StringComparer.Ordinal))];
        Dictionary<string, List<int>> places = new(StringComparer.Ordinal);
        for (int i = 0; i < sets.Length; i++)
        {
            foreach (string word in sets[i])
            {
                if (!places.TryGetValue(word, out List<int>? list))
                    places[word] = list = [];
                list.Add(i);
            }
        }

        var edges = new (int, double)[sets.Length][];
        for (int i = 0; i < sets.Length; i++)
        {
            // Only sentences that share a word are ever looked at: all pairs would be too many in a long text.
            SortedDictionary<int, int> near = [];
            foreach (int other in sets[i].SelectMany(word => places[word]).Where(other => other != i))
                near[other] = near.GetValueOrDefault(other) + 1;
            edges[i] = [.. near.Select(item => (item.Key, Similarity(sets[i].Count, sets[item.Key].Count, item.Value))).Where(edge => edge.Item2 > 0)];
        }

        return edges;
    }
    #endregion
}
