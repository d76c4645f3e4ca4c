namespace LLMCourse.Checks.M08;

/// <summary>The statistics of the leaderboard once more, to check the submission's numbers by.
/// Straight from their definitions, and slow.</summary>
internal static class LeaderboardStatistics
{
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's interval of 95 %.</summary>
    public static (double Low, double High) Wilson(int right, int count)
    {
        // The probabilities p of which the share is at most z standard deviations away: (x − p)² = z²·p·(1 − p)/n.
        double x = (double)right / count, a = 1 + (Z * Z / count), b = (2 * x) + (Z * Z / count),
            root = Math.Sqrt((b * b) - (4 * a * x * x));
        return (Math.Max(0, (b - root) / (2 * a)), Math.Min(1, (b + root) / (2 * a)));
    }

    /// <summary>McNemar's exact p-value, two-sided.</summary>
    public static double McNemar(int onlyFirst, int onlySecond)
    {
        int n = onlyFirst + onlySecond;
        double tail = 0;
        for (int k = 0; k <= Math.Min(onlyFirst, onlySecond); k++)
        {
            double log = -n * Math.Log(2);
            for (int i = 1; i <= k; i++) log += Math.Log((n - k + i) / (double)i);
            tail += Math.Exp(log);
        }

        return Math.Min(1, 2 * tail);
    }

    /// <summary>Holm's adjusted p-values.</summary>
    public static double[] Holm(double[] p)
    {
        int[] order = [.. Enumerable.Range(0, p.Length).OrderBy(i => p[i])];
        double[] adjusted = new double[p.Length];
        double least = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            least = Math.Max(least, Math.Min(1, p[order[rank]] * (p.Length - rank)));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }

    /// <summary>Cohen's kappa of two lists of yes and no.</summary>
    public static double Kappa(IReadOnlyList<bool> a, IReadOnlyList<bool> b)
    {
        double n = a.Count, same = a.Zip(b).Count(pair => pair.First == pair.Second) / n;
        double yesA = a.Count(x => x) / n, yesB = b.Count(x => x) / n, chance = (yesA * yesB) + ((1 - yesA) * (1 - yesB));
        return (same - chance) / (1 - chance);
    }

    /// <summary>Krippendorff's alpha of two raters of yes and no, one of whom may have left an item out.</summary>
    public static double Alpha(IReadOnlyList<bool> a, IReadOnlyList<bool?> b)
    {
        // Observed and expected disagreement over all values that can be paired.
        (bool First, bool Second)[] pairs =
            [.. a.Zip(b).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!.Value))];
        double values = 2 * pairs.Length, yes = pairs.Sum(pair => (pair.First ? 1 : 0) + (pair.Second ? 1 : 0)), no = values - yes;
        double observed = 2 * pairs.Count(pair => pair.First != pair.Second) / values, expected = 2 * yes * no / (values * (values - 1));
        return 1 - (observed / expected);
    }

    /// <summary>The expected calibration error over ten bins of equal width; a probability on an edge is
    /// in the bin above, and 1 in the last.</summary>
    public static double Ece(IReadOnlyList<(double Probability, bool IsRight)> answers) => answers
        .GroupBy(answer => Math.Min((int)(answer.Probability * 10), 9))
        .Sum(bin => Math.Abs(bin.Sum(answer => answer.Probability) - bin.Count(answer => answer.IsRight))) / answers.Count;
}
