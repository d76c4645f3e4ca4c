using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes the report that a student reads: what is right, what is not and where to look first, what to do next.</summary>
/// <remarks>GitHub's Markdown. The only HTML in it is the report's own <c>details</c>; what a student may have written goes through
/// <see cref="MarkdownText"/>.</remarks>
public sealed class MarkdownReport : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "md";

    /// <inheritdoc/>
    public string FileName => "report.md";

    /// <inheritdoc/>
    public string Render(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return string.Join("\n\n", Sections(result)) + "\n";
    }

    /// <summary>Writes the report in its sections, each of which stands by itself.</summary>
    internal static IReadOnlyList<string> Sections(GradeResult result)
    {
        ReportOutline outline = new(result);
        List<string> sections = [Head(outline), ReportTexts.Opening(outline), Table(outline)];
        if (outline.OurFault.Count > 0) sections.Add($"## {ReportTexts.OurFaultTitle}\n\n{ReportTexts.OurFault(outline)}");
        if (outline.Errors.Count > 0) sections.Add($"## {ReportTexts.ErrorsTitle}\n\n{ReportTexts.Errors(outline)}");
        sections.AddRange(outline.ToRepair.Select(Exercise));
        if (outline.NotStarted.Count > 0) sections.Add($"## {ReportTexts.NotStartedTitle}\n\n{ReportTexts.NotStarted(outline)}");
        if (outline.Waiting.Count > 0) sections.Add($"## {ReportTexts.WaitingTitle}\n\n{ReportTexts.Waiting(outline)}");
        // Where all is right, only what says why it is.
        List<ExerciseResult> told = [.. outline.Finished.Where(e => !outline.IsPerfect || e.Checks.Any(c => c.Hint is not null))];
        if (told.Count > 0) sections.Add(Finished(told));
        if (outline.Warnings.Count > 0) sections.Add($"## {ReportTexts.WarningsTitle}\n\n{ReportTexts.Warnings(outline)}");
        if (result.Performance.Count > 0) sections.Add($"## {ReportTexts.SpeedTitle}\n\n{ReportTexts.Speed(result)}");
        if (result.Submission.LeftBehind.Count > 0) sections.Add($"## {ReportTexts.LeftBehindTitle}\n\n{ReportTexts.LeftBehind(result)}");
        sections.Add($"---\n\n{ReportTexts.Closing(result)}");
        return sections;
    }

    private static string Head(ReportOutline outline)
    {
        GradeResult r = outline.Result;
        string bar = Figures.Bar((double)r.Score.Percent / 100, 30);
        return $"# {MarkdownText.Inline(r.Module.Id)} {MarkdownText.Inline(r.Module.Title)}\n\n"
            + $"**{ReportTexts.Score(r)}** `{bar}` {Figures.Points(r.Score.Percent)} %";
    }

    private static string Table(ReportOutline outline)
    {
        StringBuilder made = new("| | Exercise | Outcome | Points |\n|:-:|---|---|---:|\n");
        foreach (ExerciseResult e in outline.Result.Exercises)
        {
            (string symbol, string word) = OutcomeWords.Of(e);
            string name = $"{MarkdownText.Cell(e.Id)} {MarkdownText.Cell(e.Title)}";
            string? anchor = AnchorOf(outline, e);
            _ = made.Append(
                $"| {symbol} | {(anchor is null ? name : $"[{name}](#{anchor})")} | {word} | {Figures.Points(e.Earned, e.Maximum)} |\n");
        }

        return made.ToString().TrimEnd('\n');
    }

    private static string? AnchorOf(ReportOutline outline, ExerciseResult exercise) =>
        outline.ToRepair.Contains(exercise) ? Anchor($"{exercise.Id} {exercise.Title}")
        : outline.NotStarted.Contains(exercise) ? Anchor(ReportTexts.NotStartedTitle)
        : outline.Waiting.Contains(exercise) ? Anchor(ReportTexts.WaitingTitle)
        : outline.Uncompiled.Contains(exercise) ? Anchor(ReportTexts.ErrorsTitle)
        : exercise.Outcome == Outcome.GraderError ? Anchor(ReportTexts.OurFaultTitle)
        : outline.IsPerfect ? null
        : Anchor(ReportTexts.FinishedTitle);

    private static string Exercise(ExerciseResult e)
    {
        (string symbol, string word) = OutcomeWords.Of(e);
        string head = $"## {MarkdownText.Inline(e.Id)} {MarkdownText.Inline(e.Title)}\n\n{symbol} {word}, **{Figures.Points(e.Earned)} of {Figures.Points(e.Maximum)} points**; {ExerciseMarkdown.PassedCount(e)}.";
        string passed = ExerciseMarkdown.Passed(e);
        return $"{head}\n\n{ExerciseMarkdown.Body(e, headingLevel: 2)}{(passed.Length == 0 ? "" : $"\n\n{Details("What is right already", passed)}")}";
    }

    private static string Finished(List<ExerciseResult> finished) =>
        $"## {ReportTexts.FinishedTitle}\n\n" + string.Join("\n\n", finished.Select(e =>
            Details($"{OutcomeWords.Symbol(e.Outcome)} {StudentText.Html(e.Id)} {StudentText.Html(e.Title)}: {ExerciseMarkdown.PassedCount(e)}", ExerciseMarkdown.Passed(e))));

    // The empty lines let GitHub read what is inside as Markdown.
    private static string Details(string summary, string body) => $"<details><summary>{summary}</summary>\n\n{body}\n\n</details>";

    // GitHub's rule for the anchors of headings.
    private static string Anchor(string heading)
    {
        StringBuilder made = new();
        foreach (char c in StudentText.Visible(heading, keepLines: false).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_') _ = made.Append(c);
            else if (c == ' ') _ = made.Append('-');
        }

        return made.ToString();
    }
}
