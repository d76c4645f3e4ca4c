namespace LLMCourse.Checks.M11;

/// <summary>What the checks of the summariser share.</summary>
internal static class Summarising
{
    public static readonly string[] Abbreviations = ["Dr", "e.g", "Mr", "approx"];

    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Makes sentences of numbered words; some words are in many sentences.</summary>
    public static string[][] Draw(CheckRandom random, int count, int words) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, (int)random.NextInteger(1, 8)).Select(_ => $"w{random.NextInteger(0, words)}").ToArray())];

    /// <summary>Ranks sentences in double by comparing all pairs.</summary>
    public static double[] Rank(string[][] sentences, double damping)
    {
        int n = sentences.Length;
        double[,] weights = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                string[] a = [.. sentences[i].Distinct()], b = [.. sentences[j].Distinct()];
                double size = Math.Log(a.Length) + Math.Log(b.Length);
                if (i != j && size > 0) weights[i, j] = a.Count(b.Contains) / size;
            }
        }

        double[] scores = [.. Enumerable.Repeat(1.0 / n, n)];
        for (int round = 0; round < 400; round++)
        {
            double[] next = [.. Enumerable.Repeat((1 - damping) / n, n)];
            for (int j = 0; j < n; j++)
            {
                double sum = Enumerable.Range(0, n).Sum(k => weights[j, k]);
                for (int i = 0; i < n; i++) next[i] += damping * scores[j] * (sum > 0 ? weights[j, i] / sum : 1.0 / n);
            }

            scores = next;
        }

        return scores;
    }

    /// <summary>Makes a report that begins with what does not matter, and its summary.</summary>
    public static (string Text, string Summary) Report(CheckRandom random)
    {
        string Pick(params string[] list) => list[random.NextInteger(0, list.Length)];
        string place = Pick("Porto", "Lund", "Graz", "Cork"), thing = Pick("bridge", "harbour", "tunnel", "library"),
            cause = Pick("storm", "flood", "fire", "landslide");
        string main = $"The {cause} closed the {thing} in {place} and repairs of the {thing} will take {random.NextInteger(2, 9)} months.";
        List<string> lines =
        [
            $"{Pick("Monday", "Tuesday", "Friday")} began quietly.", $"Nobody expected {Pick("trouble", "news", "visitors")}.",
            $"Coffee cost {random.NextInteger(2, 5)} euros.", $"The {cause} came to {place} at night and reached the {thing}.",
            main, $"Engineers in {place} say that repairs of the {thing} are possible.",
            $"Traffic around the {thing} in {place} is slow while repairs go on.", $"{Pick("Ana", "Lars", "Eva")} sings.",
            $"A cat slept through {Pick("lunch", "dinner")}.",
        ];
        return (string.Join(' ', lines), main);
    }
}
