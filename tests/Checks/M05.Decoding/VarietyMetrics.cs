namespace LLMCourse.Checks.M05;

/// <summary>How varied texts are, counted in words.</summary>
internal static class VarietyMetrics
{
    /// <summary>Cuts a text into words; the last one, which the length may have cut, is left out.</summary>
    public static string[] Words(string text)
    {
        string[] words = text.Replace(".", " .", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? words[..^1] : words;
    }

    /// <summary>The fraction of all n-grams, over all texts together, that are different (Li et al. 2016, §5.2).</summary>
    public static double Distinct(IReadOnlyList<string[]> texts, int n)
    {
        string[] grams = [.. texts.SelectMany(words => Grams(words, n))];
        return grams.Length == 0 ? 0 : (double)grams.Distinct().Count() / grams.Length;
    }

    /// <summary>The fraction of the 4-grams of a text that have occurred before in the same text; the mean over the texts.</summary>
    public static double RepeatRate(IReadOnlyList<string[]> texts) => texts.Average(words =>
    {
        string[] grams = [.. Grams(words, 4)];
        return grams.Length == 0 ? 0 : 1 - ((double)grams.Distinct().Count() / grams.Length);
    });

    /// <summary>The mean BLEU-4 of a text with all others as references (Zhu et al. 2018, §3.1);
    /// precisions are smoothed by adding 1.</summary>
    public static double SelfBleu(IReadOnlyList<string[]> texts) => texts.Select((words, i) => Math.Exp(Enumerable.Range(1, 4).Average(n =>
    {
        Dictionary<string, int> reference = [];
        for (int j = 0; j < texts.Count; j++)
        {
            if (j == i) continue;
            foreach (IGrouping<string, string> gram in Grams(texts[j], n).GroupBy(g => g))
                reference[gram.Key] = Math.Max(reference.GetValueOrDefault(gram.Key), gram.Count());
        }

        int total = Math.Max(0, words.Length - n + 1);
        int hits = Grams(words, n).GroupBy(g => g).Sum(g => Math.Min(g.Count(), reference.GetValueOrDefault(g.Key)));
        return Math.Log((hits + 1.0) / (total + 1.0));
    }))).Average();

    private static IEnumerable<string> Grams(string[] words, int n) =>
        Enumerable.Range(0, Math.Max(0, words.Length - n + 1)).Select(i => string.Join(' ', words.AsSpan(i, n).ToArray()));
}
