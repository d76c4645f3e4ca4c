using System.Globalization;

namespace LLMCourse.Classes.Similarity;

/// <summary>Compares submissions pairwise.</summary>
/// <remarks>
/// A pair's number is the sum, over the different runs of <see cref="SimilarityReport.ShortestPassage"/> tokens that both have, of how
/// rare each is in the class. All runs are counted, not a sample of them as by winnowing (Schleimer, Wilkerson and Aiken 2003,
/// "Winnowing: Local Algorithms for Document Fingerprinting"): for a class they are few enough, and the order of the list is exact.
/// </remarks>
internal static class SimilarityAnalysis
{
    /// <summary>Compares every submission with every other.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="submissions">The submissions.</param>
    /// <param name="top">For how many pairs to write out what is alike.</param>
    /// <param name="notCompared">What could not be compared.</param>
    /// <param name="cancellation">Stops it.</param>
    public static SimilarityReport Compare(string module, IReadOnlyList<SubmissionCode> submissions, int top,
        IReadOnlyList<NotCompared> notCompared, CancellationToken cancellation)
    {
        HashSet<ulong>[] passages = new HashSet<ulong>[submissions.Count];
        ParallelOptions options = new() { CancellationToken = cancellation };
        Parallel.For(0, submissions.Count, options,
            i => passages[i] = [.. Grams.Of(submissions[i].Tokens, SimilarityReport.ShortestPassage).Select(g => g.Hash)]);
        var rarity = new Rarity(passages);
        double[] weights = [.. passages.Select(p => Sum(p, rarity))];

        var rows = new List<(int A, int B, double Shared)>[submissions.Count];
        Parallel.For(0, submissions.Count, options, a => rows[a] = Row(a, passages[a], rarity, submissions.Count));
        List<(int A, int B, double Shared)> ranked =
            [.. rows.SelectMany(r => r).OrderByDescending(p => p.Shared).ThenBy(p => p.A).ThenBy(p => p.B)];
        IReadOnlyList<IReadOnlyList<int>> same = Same(submissions, passages);
        int[] stands = StandsFor(submissions.Count, same);
        Dictionary<(int, int), int> ranks = [];
        List<(int A, int B, double Shared)> entries = [.. ranked.Where(p => ranks.TryAdd(Entry(p.A, p.B, stands), ranks.Count + 1))];
        SimilarPair Figures((int A, int B, double Shared) p) => new(submissions[p.A].Key, submissions[p.B].Key, p.Shared,
            Share(p.Shared, weights[p.A]), Share(p.Shared, weights[p.B]))
        {
            Rank = ranks[Entry(p.A, p.B, stands)],
        };

        AlignedPair[] closest = new AlignedPair[Math.Min(top, entries.Count)];
        Parallel.For(0, closest.Length, options, i => closest[i] =
            new AlignedPair(i + 1, Figures(entries[i]), PassageFinder.Find(submissions[entries[i].A], submissions[entries[i].B], rarity)));
        return new SimilarityReport(
            module,
            [.. submissions.Select((s, i) => new ComparedSubmission(s.Key, s.Name, s.Source, s.Tokens.Own,
                s.Tokens.Symbols.Length - s.Tokens.Own, passages[i].Count, Math.Round(weights[i], 2)))],
            [.. ranked.Select(Figures)],
            closest,
            [.. same.Select(g => (IReadOnlyList<string>)[.. g.Select(i => submissions[i].Key)])],
            notCompared);
    }

    // Equal members in any order; who wrote nothing of length is in no group.
    private static IReadOnlyList<IReadOnlyList<int>> Same(IReadOnlyList<SubmissionCode> submissions, HashSet<ulong>[] passages) =>
        [.. Enumerable.Range(0, submissions.Count).Where(i => passages[i].Count > 0)
            .GroupBy(i => Content(submissions[i].Tokens), StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => (IReadOnlyList<int>)[.. g])
            .OrderByDescending(g => g.Count).ThenBy(g => submissions[g[0]].Key, StringComparer.Ordinal)];

    // Of submissions that are the same the first stands for all: n of them are one entry of the list, not n²/2.
    private static int[] StandsFor(int count, IReadOnlyList<IReadOnlyList<int>> same)
    {
        int[] stands = [.. Enumerable.Range(0, count)];
        foreach (IReadOnlyList<int> group in same)
        {
            foreach (int member in group) stands[member] = group[0];
        }

        return stands;
    }

    private static (int, int) Entry(int a, int b, int[] stands) => (Math.Min(stands[a], stands[b]), Math.Max(stands[a], stands[b]));

    private static string Content(CodeTokens tokens) => string.Join('\n', tokens.Blocks
        .Select(b => string.Join(' ', Enumerable.Range(b.Start, b.End - b.Start).Where(i => !tokens.Given[i])
            .Select(i => tokens.Symbols[i].ToString("x", CultureInfo.InvariantCulture))))
        .Where(b => b.Length > 0).Order(StringComparer.Ordinal));

    // Sums run in the order of the hashes, so that two runs give the same digits.
    private static double Sum(HashSet<ulong> passages, Rarity rarity) => passages.Order().Sum(rarity.Of);

    private static List<(int A, int B, double Shared)> Row(int a, HashSet<ulong> passages, Rarity rarity, int count)
    {
        double[] shared = new double[count];
        foreach (ulong passage in passages.Order())
        {
            IReadOnlyList<int> where = rarity.Where(passage);
            if (where.Count < 2) continue;
            double weight = rarity.Of(passage);
            for (int i = where.Count - 1; i >= 0 && where[i] > a; i--) shared[where[i]] += weight;
        }

        // Two decimals: what differs by less is the same number to whoever reads the list.
        return [.. Enumerable.Range(a + 1, count - a - 1).Where(b => shared[b] > 0).Select(b => (a, b, Math.Round(shared[b], 2)))];
    }

    private static double Share(double shared, double weight) => weight == 0 ? 0 : Math.Round(Math.Min(1, shared / weight), 4);
}
