using System.Globalization;
using System.Text;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Writes the sheet that a reviewer fills in: Markdown, with a line for each score and room for each reason.</summary>
/// <remarks>Not CSV: reasons are sentences with commas and paragraphs, and a spreadsheet would save them in its own encoding and with its
/// own separator. Not YAML: a colon in a reason would be a fault. Here whatever stands below a label is the reason.</remarks>
internal static class SheetText
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "sheet.md";

    /// <summary>Labels at the beginning of a line.</summary>
    public const string Review = "Review:", Rubric = "Rubric:", Score = "Score:", Reason = "Reason:";

    /// <summary>Writes an empty sheet.</summary>
    public static string Write(string code, Rubric rubric)
    {
        StringBuilder sheet = new();
        Line($"# Peer review: {rubric.Title}\n");
        Line($"{Review} {code}");
        Line($"{Rubric} {rubric.Mark}\n");
        Line($"Read everything in submission/ first. Then write a score behind each `{Score}`, the whole number whose words fit best, and behind each");
        Line($"`{Reason}` what in the work made you choose it, in {rubric.LeastReason} characters or more and in as many lines as you like. The author reads your scores and");
        Line($"reasons, and does not learn who you are: do not sign. You do not learn who the author is: do not try to. Change nothing else.");
        foreach (Criterion criterion in rubric.Criteria)
        {
            string[] given = [.. Given(criterion)];
            Line($"\n{given[0]}\n\n{given[1]}\n");
            foreach (string anchor in given[2..]) Line($"{anchor}");
            Line($"\n{Score}\n\n{Reason}");
        }

        return sheet.ToString().TrimEnd('\n') + "\n";

        void Line(FormattableString text) => sheet.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Returns the lines of a criterion that are given: heading, question, scale.</summary>
    public static IEnumerable<string> Given(Criterion criterion) =>
        [$"## {criterion.Id}: {criterion.Title}", criterion.Ask,
            .. criterion.Scale.Select(a => string.Create(CultureInfo.InvariantCulture, $"- {a.Score}: {a.Words}"))];
}
