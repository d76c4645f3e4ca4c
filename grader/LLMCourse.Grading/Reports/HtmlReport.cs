using System.Globalization;
using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes the report as one page that needs nothing else: no script, no request, light and
/// dark, readable on a phone and on paper.</summary>
/// <remarks>The frame is written here, the texts in it are the Markdown report's, through Markdig with HTML disabled. The page is also
/// well-formed XML, and its content security policy forbids scripts and requests should anything slip through.</remarks>
public sealed class HtmlReport : IReportWriter
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <inheritdoc/>
    public string Format => "html";

    /// <inheritdoc/>
    public string FileName => "report.html";

    /// <inheritdoc/>
    public string Render(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder page = new();
        _ = page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\" />\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n")
            .Append(CultureInfo.InvariantCulture,
                $"<title>{Title(result)}: {ReportTexts.Score(result)}</title>\n<style>\n{HtmlStyle.Css}\n</style>\n</head>\n<body>\n<main>\n");
        _ = page.Append(Content(result)).Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>Writes what stands in the page's <c>main</c>, for a page with a frame of its own; it needs
    /// <see cref="HtmlStyle"/>.</summary>
    /// <param name="result">The result.</param>
    /// <param name="besides">A section of that page's own, which comes after the list of exercises.</param>
    internal static string Content(GradeResult result, string besides = "")
    {
        ReportOutline outline = new(result);
        StringBuilder page = new();
        Header(page, outline, Title(result));
        Overview(page, outline);
        _ = page.Append(besides);
        Section(page, outline.OurFault.Count > 0, "our-fault", ReportTexts.OurFaultTitle, () => ReportTexts.OurFault(outline));
        Section(page, outline.Errors.Count > 0, "errors", ReportTexts.ErrorsTitle, () => ReportTexts.Errors(outline));
        foreach (ExerciseResult e in outline.ToRepair) Exercise(page, e);
        Section(page, outline.NotStarted.Count > 0, "not-started", ReportTexts.NotStartedTitle, () => ReportTexts.NotStarted(outline));
        Section(page, outline.Waiting.Count > 0, "waiting", ReportTexts.WaitingTitle, () => ReportTexts.Waiting(outline));
        if (outline.Finished.Count > 0) Finished(page, outline);
        Section(page, outline.Warnings.Count > 0, "warnings", ReportTexts.WarningsTitle, () => ReportTexts.Warnings(outline));
        if (result.Performance.Count > 0) Speed(page, result);
        Section(page, result.Submission.LeftBehind.Count > 0, "left-behind", ReportTexts.LeftBehindTitle,
            () => ReportTexts.LeftBehind(result));
        _ = page.Append(CultureInfo.InvariantCulture, $"<footer>{HtmlMarkdown.Blocks(ReportTexts.Closing(result))}</footer>\n");
        return page.ToString();
    }

    private static string Title(GradeResult result) => $"{StudentText.Html(result.Module.Id)} {StudentText.Html(result.Module.Title)}";

    private static void Header(StringBuilder page, ReportOutline outline, string title)
    {
        GradeResult r = outline.Result;
        string points = r.Score.Maximum == 0
            ? $"<span>{ReportTexts.Score(r)}</span>"
            : $"<strong>{Figures.Points(r.Score.Earned)}</strong> <span>of {Figures.Points(r.Score.Maximum)} points, {Figures.Points(r.Score.Percent)} %</span>";
        _ = page.Append(CultureInfo.InvariantCulture,
            $"<header>\n<p class=\"eyebrow\">{StudentText.Html(StudentText.Cap(StudentText.Terminal(r.Submission.Name), 100))}</p>\n<h1>{title}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"score\">{points}</p>\n")
            .Append("<div class=\"bar\" aria-hidden=\"true\">");
        foreach (ExerciseResult e in r.Exercises.Where(e => e.Maximum > 0))
        {
            // One segment per exercise, as wide as its points.
            string fill = Math.Clamp(100 * e.Earned / e.Maximum, 0, 100).ToString("0.##", CultureInfo.InvariantCulture);
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<span style=\"flex:{e.Maximum.ToString("0.####", CultureInfo.InvariantCulture)}\"><i style=\"width:{fill}%\"></i></span>");
        }

        _ = page.Append(CultureInfo.InvariantCulture,
            $"</div>\n<div class=\"card start\">{HtmlMarkdown.Blocks(ReportTexts.Opening(outline))}</div>\n</header>\n");
    }

    private static void Overview(StringBuilder page, ReportOutline outline)
    {
        _ = page.Append("<section class=\"card overview\" aria-label=\"Exercises\">\n<table>\n<thead><tr><th></th><th>Exercise</th><th>Outcome</th><th>Points</th></tr></thead>\n<tbody>\n");
        foreach (ExerciseResult e in outline.Result.Exercises)
        {
            (string symbol, string word) = OutcomeWords.Of(e);
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<tr><td class=\"{Tone(e)}\" title=\"{word}\">{symbol}</td><td><a href=\"#{Target(outline, e)}\">{Name(e)}</a></td><td class=\"{Tone(e)}\">{word}</td><td>{Figures.Points(e.Earned, e.Maximum)}</td></tr>\n");
        }

        _ = page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static void Exercise(StringBuilder page, ExerciseResult e)
    {
        (string symbol, string word) = OutcomeWords.Of(e);
        _ = page.Append(CultureInfo.InvariantCulture,
            $"<section class=\"card\" id=\"{Id(e)}\">\n<div class=\"head\"><h2>{Name(e)}</h2><span class=\"points\">{Figures.Points(e.Earned, e.Maximum)}</span></div>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<p class=\"state\"><span class=\"{Tone(e)}\">{symbol} {word}</span>; {ExerciseMarkdown.PassedCount(e)}</p>\n")
            .Append(HtmlMarkdown.Blocks(ExerciseMarkdown.Body(e, headingLevel: 2))).Append('\n');
        Details(page, "What is right already", ExerciseMarkdown.Passed(e));
        _ = page.Append("</section>\n");
    }

    private static void Finished(StringBuilder page, ReportOutline outline)
    {
        _ = page.Append(CultureInfo.InvariantCulture, $"<section class=\"card\" id=\"finished\">\n<h2>{ReportTexts.FinishedTitle}</h2>\n");
        foreach (ExerciseResult e in outline.Finished)
            Details(page, $"<span class=\"{Tone(e)}\">{OutcomeWords.Symbol(e.Outcome)}</span> {Name(e)}: {ExerciseMarkdown.PassedCount(e)}",
                ExerciseMarkdown.Passed(e));
        _ = page.Append("</section>\n");
    }

    private static void Speed(StringBuilder page, GradeResult r)
    {
        _ = page.Append(CultureInfo.InvariantCulture,
            $"<section class=\"card\" id=\"speed\">\n<h2>{ReportTexts.SpeedTitle}</h2>\n<div class=\"scroll\">{HtmlMarkdown.Blocks(PerformanceMarkdown.Table(r.Performance))}</div>\n<p>{ReportTexts.SpeedNote}</p>\n");
        for (int i = 0; i < r.Performance.Count; i++)
        {
            PerformanceResult p = r.Performance[i];
            string id = string.Create(CultureInfo.InvariantCulture, $"chart{i}");
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<figure>\n<figcaption>{StudentText.Html(p.CheckId)}</figcaption>\n{PerformanceChart.Svg(p, id)}\n");
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<details><summary>The numbers</summary>\n<div class=\"scroll\">\n<table>\n<thead>{Row("th", StudentText.Html(StudentText.Cap(p.SizeName, 60)), "yours", "reference", "ratio")}</thead>\n<tbody>\n");
            foreach (PerformancePoint q in p.Points)
            {
                string size = q.Size.ToString(CultureInfo.InvariantCulture), ratio = $"{Figures.Ratio(PerformanceMarkdown.RatioOf(q))}×";
                _ = page.Append(Row("td", size, Figures.Time(q.SubmissionMicroseconds), Figures.Time(q.ReferenceMicroseconds), ratio))
                    .Append('\n');
            }

            _ = page.Append("</tbody>\n</table>\n</div>\n</details>\n</figure>\n");
        }

        _ = page.Append("</section>\n");
    }

    private static string Row(string element, params string[] cells) =>
        $"<tr>{string.Concat(cells.Select(c => $"<{element} class=\"number\">{c}</{element}>"))}</tr>";

    private static void Section(StringBuilder page, bool wanted, string id, string title, Func<string> markdown)
    {
        if (wanted)
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<section class=\"card\" id=\"{id}\">\n<h2>{title}</h2>\n{HtmlMarkdown.Blocks(markdown())}\n</section>\n");
    }

    private static void Details(StringBuilder page, string summary, string markdown)
    {
        if (markdown.Length > 0)
            _ = page.Append(CultureInfo.InvariantCulture,
                $"<details><summary>{summary}</summary>\n{HtmlMarkdown.Blocks(markdown)}\n</details>\n");
    }

    private static string Name(ExerciseResult e) => $"{StudentText.Html(e.Id)} {HtmlMarkdown.Inline(MarkdownText.Inline(e.Title))}";

    private static string Target(ReportOutline outline, ExerciseResult e) =>
        outline.ToRepair.Contains(e) ? Id(e)
        : outline.NotStarted.Contains(e) ? "not-started"
        : outline.Waiting.Contains(e) ? "waiting"
        : outline.Uncompiled.Contains(e) ? "errors"
        : e.Outcome == Outcome.GraderError ? "our-fault"
        : "finished";

    private static string Id(ExerciseResult e) => string.Concat(e.Id.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>The class of an outcome's colour.</summary>
    internal static string Tone(ExerciseResult e) => e.Outcome switch
    {
        _ when OutcomeWords.IsPart(e) => "part",
        Outcome.Passed => "good",
        Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.GraderError => "idle",
        _ => "wrong",
    };
}
