using System.Globalization;
using System.Text;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Similarity;

/// <summary>Writes the report as Markdown: passages follow one another, since Markdown has no columns of code.</summary>
internal static class SimilarityMarkdown
{
    private const int MostLines = 40;

    /// <summary>Renders it.</summary>
    public static string Render(SimilarityReport report)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"# {MarkdownText.Inline(report.Module)}: what is alike\n\n{SimilarityWords.Summary(report)}\n\n{SimilarityWords.Reading}\n\n{SimilarityWords.Numbers}\n\n");
        text.Append("| shared | pairs |\n|---|---:|\n");
        foreach ((string range, long pairs) in SimilarityWords.Spread(report)) text.Append(CultureInfo.InvariantCulture,
            $"| {range} | {pairs} |\n");
        if (report.Same.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## The same throughout\n\n{SimilarityWords.Same}\n\n");
            foreach (IReadOnlyList<string> group in report.Same)
                text.Append(CultureInfo.InvariantCulture, $"- {group.Count}: {string.Join(", ", group.Select(k => Inline(report, k)))}\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $"\n## The closest pairs\n\n{SimilarityWords.Shown(report)}\n\n| | A | B | shared | of A | of B | passages |\n|---:|---|---|---:|---:|---:|---:|\n");
        foreach (AlignedPair pair in report.Closest)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {pair.Rank} | {MarkdownText.Cell(SimilarityWords.Sides(report, pair.Pair).A)} | {MarkdownText.Cell(SimilarityWords.Sides(report, pair.Pair).B)} | {SimilarityWords.Number(pair.Pair.Shared)} | {SimilarityWords.Percent(pair.Pair.ShareOfA)} | {SimilarityWords.Percent(pair.Pair.ShareOfB)} | {pair.Passages.Count} |\n");
        }

        foreach (AlignedPair pair in report.Closest) Pair(text, report, pair);
        text.Append("\n## Each submission's closest pair\n\n| submission | closest | shared | rank |\n|---|---|---:|---:|\n");
        foreach ((ComparedSubmission submission, SimilarPair? nearest, int rank) in SimilarityWords.Nearest(report))
        {
            text.Append(nearest is null
                ? $"| {Cell(report, submission.Key)} | none | 0 | |\n"
                : string.Create(CultureInfo.InvariantCulture,
                    $"| {Cell(report, submission.Key)} | {Cell(report, nearest.A == submission.Key ? nearest.B : nearest.A)} | {SimilarityWords.Number(nearest.Shared)} | {rank} |\n"));
        }

        if (report.NotCompared.Count > 0) text.Append("\n## Not compared\n\n");
        foreach (NotCompared left in report.NotCompared)
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Code(left.Source)}: {MarkdownText.Inline(left.Why)}\n");
        return text.ToString();
    }

    private static void Pair(StringBuilder text, SimilarityReport report, AlignedPair pair)
    {
        string a = Inline(report, pair.Pair.A), b = Inline(report, pair.Pair.B);
        (string left, string right) = SimilarityWords.Sides(report, pair.Pair);
        text.Append(CultureInfo.InvariantCulture,
            $"\n## {pair.Rank}. {MarkdownText.Inline(left)} and {MarkdownText.Inline(right)}\n\nShared {SimilarityWords.Number(pair.Pair.Shared)}: {SimilarityWords.Percent(pair.Pair.ShareOfA)} of {a}, {SimilarityWords.Percent(pair.Pair.ShareOfB)} of {b}.\n");
        foreach (string judged in SimilarityWords.Judged(report, pair))
            text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Inline(judged, 1000)}\n");
        foreach (AlignedPassage passage in pair.Passages)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {SimilarityWords.Commonness(passage, report)}\n\n");
            Side(text, a, passage.A);
            text.Append('\n');
            Side(text, b, passage.B);
        }
    }

    private static void Side(StringBuilder text, string student, PassagePlace place) =>
        text.Append(CultureInfo.InvariantCulture,
            $"{student}, {MarkdownText.Code(SimilarityWords.Place(place))}\n\n{MarkdownText.Fence(string.Join('\n', place.Lines), "csharp", lines: MostLines)}\n");

    private static string Cell(SimilarityReport report, string key) => MarkdownText.Cell(SimilarityWords.Student(report, key));

    private static string Inline(SimilarityReport report, string key) => MarkdownText.Inline(SimilarityWords.Student(report, key));
}
