using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes the Markdown report for <c>$GITHUB_STEP_SUMMARY</c>, which GitHub refuses as a whole above 1 MiB.</summary>
public static class StepSummary
{
    /// <summary>The largest summary that GitHub takes, in bytes.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>The smallest limit of one result, in bytes.</summary>
    internal const int Least = 1000;

    private const string Note = "*The rest of the report is too long to be shown here; it is in report.md.*\n";

    /// <summary>Writes the summary; sections that no longer fit are left out, and a note says so.</summary>
    /// <param name="result">The result.</param>
    /// <param name="limit">The largest number of bytes in UTF-8; at least 1,000.</param>
    public static string Render(GradeResult result, int limit = Limit)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, Least);
        IReadOnlyList<string> sections = MarkdownReport.Sections(result);
        string whole = string.Join("\n\n", sections) + "\n";
        if (Encoding.UTF8.GetByteCount(whole) <= limit) return whole;

        StringBuilder made = new();
        int left = limit - Encoding.UTF8.GetByteCount(Note);
        foreach (string section in sections)
        {
            string text = section + "\n\n";
            int bytes = Encoding.UTF8.GetByteCount(text);
            // Later sections may still fit, but a report with holes misleads: it ends at the first that does not.
            if (bytes > left) break;
            left -= bytes;
            _ = made.Append(text);
        }

        return made.Append(Note).ToString();
    }

    /// <summary>Writes the summaries of several results, one after the other, within one limit: what a
    /// short one leaves, a later one may use.</summary>
    /// <param name="results">The results.</param>
    /// <param name="limit">The largest number of bytes in UTF-8; at least 1,001 for each result.</param>
    public static string Render(IReadOnlyList<GradeResult> results, int limit = Limit)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, (Least + 1) * results.Count);
        StringBuilder made = new();
        int left = limit;
        for (int i = 0; i < results.Count; i++)
        {
            string text = Render(results[i], (left / (results.Count - i)) - 1) + "\n";
            left -= Encoding.UTF8.GetByteCount(text);
            _ = made.Append(text);
        }

        return made.ToString();
    }
}
