namespace LLMCourse.Checks.M11;

/// <summary>How near texts are to what they should be, in float64.</summary>
internal static class TextScores
{
    /// <summary>Computes corpus BLEU with n-grams of 1 to 4 words, 0 to 100; 0 where a length has no match.</summary>
    /// <remarks>Papineni et al. 2002, §2: clipped counts and lengths are added up over all sentences before they are divided.</remarks>
    public static double Bleu(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<IReadOnlyList<string>> candidates) =>
        Bleu([.. references.Zip(candidates, Counts)]);

    /// <summary>The same of counts by <see cref="Counts"/>, which add up.</summary>
    public static double Bleu(IReadOnlyList<int[]> counts)
    {
        double sum = 0;
        for (int n = 1; n <= 4; n++)
        {
            int matches = counts.Sum(one => one[2 * n]), all = counts.Sum(one => one[(2 * n) + 1]);
            if (matches == 0) return 0;
            sum += Math.Log((double)matches / all) / 4;
        }

        return 100 * Math.Exp(sum + Math.Min(0, 1 - ((double)counts.Sum(one => one[0]) / counts.Sum(one => one[1]))));
    }

    /// <summary>Counts, of a sentence, the reference's and the candidate's words, and for n from 1 to 4 the
    /// candidate's n-grams that match, and all.</summary>
    public static int[] Counts(IReadOnlyList<string> reference, IReadOnlyList<string> candidate)
    {
        List<int> counts = [reference.Count, candidate.Count];
        for (int n = 1; n <= 4; n++)
        {
            Dictionary<string, int> wanted = Grams(reference, n), given = Grams(candidate, n);
            counts.AddRange([given.Sum(gram => Math.Min(gram.Value, wanted.GetValueOrDefault(gram.Key))), given.Values.Sum()]);
        }

        return [.. counts];
    }

    /// <summary>Computes ROUGE-L: F1 of the longest common subsequence, 0 to 1.</summary>
    /// <remarks>Lin 2004, §3.1, with β = 1.</remarks>
    public static double RougeL(IReadOnlyList<string> reference, IReadOnlyList<string> candidate)
    {
        int[] row = new int[candidate.Count + 1];
        foreach (string word in reference)
        {
            int diagonal = 0;
            for (int j = 1; j <= candidate.Count; j++)
                (diagonal, row[j]) = (row[j], word == candidate[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]));
        }

        return row[^1] == 0 ? 0 : 2.0 * row[^1] / (reference.Count + candidate.Count);
    }

    private static Dictionary<string, int> Grams(IReadOnlyList<string> words, int n)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i + n <= words.Count; i++)
        {
            string gram = string.Join(' ', words.Skip(i).Take(n));
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }
}
