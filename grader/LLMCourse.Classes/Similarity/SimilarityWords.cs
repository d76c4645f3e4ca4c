using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Similarity;

/// <summary>The words that the report has in every format.</summary>
internal static class SimilarityWords
{
    /// <summary>How to read it.</summary>
    public const string Reading =
        "The list says what is alike, not why. Two people may have worked together as allowed, read the same page, or seen only one good way to write it. "
        + "Read the passages, and talk to the students, before you conclude anything.";

    /// <summary>What the numbers are.</summary>
    public const string Numbers =
        "Names, layout, comments, the order of members and the code that everybody was given play no part. "
        + "“Shared” counts the different runs of 12 tokens that both have; a run that no other submission has counts 1, one that many have counts less, and one that all have 0.02. "
        + "The percentages say how much of each submission's own code that is, weighed alike. Every pair is ranked; none is left out for being below some limit.";

    /// <summary>How many were compared.</summary>
    public static string Summary(SimilarityReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{Figures.Count(report.Submissions.Count, "submission")} compared pairwise; {report.Pairs.Count} of {report.AllPairs} pairs have something in common.");

    /// <summary>Which pairs are written out.</summary>
    public static string Shown(SimilarityReport report) => (report.Closest.Count == report.Entries
        ? "All pairs that have anything in common are below."
        : string.Create(CultureInfo.InvariantCulture,
            $"The first {report.Closest.Count} pairs are below, with their passages; --top N writes more, and the JSON report has the figures of all."))
        + (report.Same.Any(g => g.Count > 2) ? " Submissions that are the same throughout stand in it as one." : "");

    /// <summary>How common a passage is.</summary>
    public static string Commonness(AlignedPassage passage, SimilarityReport report) =>
        passage.InSubmissions <= 2 && report.Submissions.Count > 2
            ? string.Create(CultureInfo.InvariantCulture, $"{passage.Tokens} tokens, in no other submission")
            : string.Create(CultureInfo.InvariantCulture,
                $"{passage.Tokens} tokens, most of it in {passage.InSubmissions} of {report.Submissions.Count} submissions");

    /// <summary>Where a passage stands.</summary>
    public static string Place(PassagePlace place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.File}:{place.FirstLine}, {place.Member}");

    /// <summary>A student for people.</summary>
    public static string Student(SimilarityReport report, string key) =>
        report.Submissions.First(s => s.Key == key) is { Name.Length: > 0 } named ? $"{named.Name} ({key})" : key;

    /// <summary>A student for people, with how many others have the very same code.</summary>
    public static string StudentAndSame(SimilarityReport report, string key)
    {
        int others = (report.Same.FirstOrDefault(g => g.Contains(key))?.Count ?? 1) - 1;
        return others == 0
            ? Student(report, key)
            : string.Create(CultureInfo.InvariantCulture, $"{Student(report, key)} and {others} with the same code");
    }

    /// <summary>The two sides of an entry: two students, where one may stand for others, or a group that is the same throughout.</summary>
    public static (string A, string B) Sides(SimilarityReport report, SimilarPair pair)
    {
        IReadOnlyList<string>? group = report.Same.FirstOrDefault(g => g.Contains(pair.A) && g.Contains(pair.B));
        if (group is null) return (StudentAndSame(report, pair.A), StudentAndSame(report, pair.B));
        return (Student(report, pair.A),
            group.Count == 2
                ? Student(report, pair.B)
                : string.Create(CultureInfo.InvariantCulture,
                    $"{group.Count - 1} with the same code: {string.Join(", ", group.Skip(1).Select(k => Student(report, k)))}"));
    }

    /// <summary>What people think of an entry, a sentence each.</summary>
    public static IEnumerable<string> Judged(SimilarityReport report, AlignedPair pair) => pair.Judged.Select(j =>
        $"{Student(report, j.A)} and {Student(report, j.B)}: judged {j.Verdict} by {j.Who} on {ClassTime.Shown(j.MadeUtc, null)}: {j.Why}");

    /// <summary>The verdicts of an entry for a table; empty when nobody judged.</summary>
    public static string Verdicts(AlignedPair pair) => string.Join(", ", pair.Judged.Select(j => j.Verdict).Distinct());

    /// <summary>Puts what people think to the entries of a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="judgements">All of the gradebook, in the order in which they were entered.</param>
    public static SimilarityReport With(SimilarityReport report, IEnumerable<Judgement> judgements)
    {
        string module = ModuleIds.Short(report.Module);
        Dictionary<(string, string), Judgement> last = [];
        foreach (Judgement j in judgements.Where(j => j.Module == module)) last[InOrder(j.A, j.B)] = j;
        ILookup<int, Judgement> byRank = report.Pairs.Where(p => last.ContainsKey(InOrder(p.A, p.B)))
            .ToLookup(p => p.Rank, p => last[InOrder(p.A, p.B)]);
        return report with { Closest = [.. report.Closest.Select(c => c with { Judged = [.. byRank[c.Rank]] })] };
    }

    private static (string, string) InOrder(string a, string b) => string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a);

    /// <summary>Whether a quarter of the class has most of a passage; such passages are shown after the others.</summary>
    public static bool IsCommon(AlignedPassage passage, SimilarityReport report) =>
        passage.InSubmissions > Math.Max(2, report.Submissions.Count / 4);

    /// <summary>What stands before the groups of submissions that are the same.</summary>
    public const string Same =
        "In each of these groups all own code is the same but for names, layout and order. The larger a group, the less its code weighs in the list below.";

    public static string Number(double number) => number.ToString(number < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>How the pairs' numbers are spread: counts of pairs in ranges that double.</summary>
    public static IReadOnlyList<(string Range, long Pairs)> Spread(SimilarityReport report)
    {
        List<(string, long)> rows = [("nothing", report.AllPairs - report.Pairs.Count)];
        double most = report.Pairs.Count == 0 ? 0 : report.Pairs[0].Shared;
        for (double from = 0, to = 10; from < most; (from, to) = (to, 2 * to))
        {
            double low = from, high = to;
            rows.Add((string.Create(CultureInfo.InvariantCulture, $"{low:0} to {high:0}"),
                report.Pairs.LongCount(p => p.Shared > low && p.Shared <= high)));
        }

        return rows;
    }

    /// <summary>For each submission its closest pair, in the order of the keys.</summary>
    public static IReadOnlyList<(ComparedSubmission Submission, SimilarPair? Pair, int Rank)> Nearest(SimilarityReport report)
    {
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int i = 0; i < report.Pairs.Count; i++)
        {
            first.TryAdd(report.Pairs[i].A, i);
            first.TryAdd(report.Pairs[i].B, i);
        }

        return [.. report.Submissions.Select(s => first.TryGetValue(s.Key, out int at)
            ? (s, report.Pairs[at], report.Pairs[at].Rank)
            : (s, (SimilarPair?)null, 0))];
    }
}
