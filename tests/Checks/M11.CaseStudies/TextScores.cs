namespace LLMCourse.Checks.M11;

/// <summary>How near texts are to what they should be, in float64.</summary>
internal static class TextScores
{
    /// <summary>Computes corpus BLEU with n-grams of 1 to 4 words, 0 to 100; 0 where a length has no match.</summary>
    /// <remarks>Papineni et al. 2002, §2: clipped counts and lengths are added up over all sentences before they are divided.</remarks>
    public static double Bleu(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<IReadOnlyList<string>> candidates)
    {
        double sum = 0;
        for (int n = 1; n <= 4; n++)
        {
            int matches = 0, all = 0;
            for (int i = 0; i < references.Count; i++)
            {
                Dictionary<string, int> wanted = Grams(references[i], n);
                foreach ((string gram, int count) in Grams(candidates[i], n))
                {
                    all += count;
                    matches += Math.Min(count, wanted.GetValueOrDefault(gram));
                }
            }

            if (matches == 0) return 0;
            sum += Math.Log((double)matches / all) / 4;
        }

        int length = candidates.Sum(words => words.Count), wantedLength = references.Sum(words => words.Count);
        return 100 * Math.Exp(sum + Math.Min(0, 1 - ((double)wantedLength / length)));
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
