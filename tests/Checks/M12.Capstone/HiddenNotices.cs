using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M12;

/// <summary>Notices that no submission has seen, and what counting words makes of them: an oracle in
/// float64 that knows nothing of the module.</summary>
internal static class HiddenNotices
{
    public static string LabelOf(Notice notice, string task) => task == "topic" ? notice.Topic : notice.Tone;

    public static IReadOnlyList<string> ClassesOf(string task) => task == "topic" ? NoticeCorpus.Topics : NoticeCorpus.Tones;

    /// <summary>Draws notices to learn from and notices to test with.</summary>
    public static (IReadOnlyList<Notice> Train, IReadOnlyList<Notice> Test) Draw(CheckRandom random, int train, int test) =>
        (NoticeCorpus.Clean((ulong)random.NextInteger(1, 1L << 60), train),
            NoticeCorpus.Clean((ulong)random.NextInteger(1, 1L << 60), test));

    /// <summary>Says for each test notice whether naive Bayes with add-one smoothing is right.</summary>
    public static bool[] ByCounting(IReadOnlyList<Notice> train, IReadOnlyList<Notice> test, string task)
    {
        string[] classes = [.. ClassesOf(task).Order(StringComparer.Ordinal)];
        ILookup<string, string> words = train.ToLookup(notice => LabelOf(notice, task), notice => notice.Text);
        List<Dictionary<string, int>> counts =
            [.. classes.Select(c => words[c].SelectMany(Words).GroupBy(word => word).ToDictionary(word => word.Key, word => word.Count()))];
        HashSet<string> all = [.. counts.SelectMany(count => count.Keys)];
        int[] totals = [.. counts.Select(count => count.Values.Sum())];
        return [.. test.Select(notice =>
        {
            string[] known = [.. Words(notice.Text).Where(all.Contains)];
            double[] scores = [.. classes.Select((c, k) => Math.Log((double)words[c].Count() / train.Count)
                + known.Sum(word => Math.Log((counts[k].GetValueOrDefault(word) + 1.0) / (totals[k] + all.Count))))];
            return classes[Array.IndexOf(scores, scores.Max())] == LabelOf(notice, task);
        })];
    }

    /// <summary>The two-sided p of an exact paired permutation test: both tails of a binomial with p = ½ over the
    /// texts on which exactly one is right.</summary>
    public static double PValue(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        int a = first.Zip(second).Count(pair => pair.First && !pair.Second),
            b = first.Zip(second).Count(pair => pair.Second && !pair.First), m = a + b;
        double[] row = [1];
        for (int i = 0; i < m; i++)
            row = [.. Enumerable.Range(0, row.Length + 1).Select(k => ((k > 0 ? row[k - 1] : 0) + (k < row.Length ? row[k] : 0)) / 2)];
        return row.Where((_, k) => Math.Abs((2 * k) - m) >= Math.Abs(a - b)).Sum();
    }

    private static IEnumerable<string> Words(string text) =>
        new string([.. text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ',
            StringSplitOptions.RemoveEmptyEntries);
}
