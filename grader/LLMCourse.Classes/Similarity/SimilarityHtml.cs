using System.Globalization;
using System.Text;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Similarity;

/// <summary>Writes the report as one page without scripts: the ranked list, and each pair's passages side by side.</summary>
internal static class SimilarityHtml
{
    private const int MostLines = 80, LongestLine = 400;

    private const string Css = """
        main { max-width: 76rem; }
        .sides { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
        .sides > div { min-width: 0; }
        .sides p { margin: 0 0 .25rem; font-size: .875rem; color: var(--muted); }
        .sides pre { margin: 0; }
        .sides pre b { display: inline-block; min-width: 2.5em; padding-right: .75em; text-align: right; color: var(--muted); font-weight: 400; user-select: none; }
        .sides pre mark { background: none; color: inherit; font-weight: 600; } .sides pre span { color: var(--muted); }
        .passage { border-top: 1px solid var(--line); padding-top: .75rem; margin-top: 1rem; }
        .passage h3 { margin: 0 0 .5rem; }
        td.bars { min-width: 12rem; } td.bars i { display: block; height: .7rem; background: var(--link); border-radius: 3px; min-width: 1px; }
        @media (max-width: 48rem) { .sides { grid-template-columns: 1fr; } }
        """;

    /// <summary>Renders it.</summary>
    public static string Render(SimilarityReport report)
    {
        StringBuilder page = new();
        string title = $"{StudentText.Html(report.Module)}: what is alike";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n")
            .Append(CultureInfo.InvariantCulture,
                $"<title>{title}</title>\n<style>\n{HtmlStyle.Css}\n{Css}\n</style>\n</head>\n<body>\n<main>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<h1>{title}</h1>\n<p>{SimilarityWords.Summary(report)}</p>\n<section class=\"card\">\n<p>{SimilarityWords.Reading}</p>\n<p>{SimilarityWords.Numbers}</p>\n<p>In the passages, lines with code that both have are <strong>strong</strong>; the others are pale.</p>\n</section>\n");
        Spread(page, report);
        if (report.Same.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<section class=\"card\">\n<h2>The same throughout</h2>\n<p>{SimilarityWords.Same}</p>\n<ul>\n");
            foreach (IReadOnlyList<string> group in report.Same)
                page.Append(CultureInfo.InvariantCulture,
                    $"<li>{group.Count}: {string.Join(", ", group.Select(k => Student(report, k)))}</li>\n");
            page.Append("</ul>\n</section>\n");
        }

        Ranking(page, report);
        foreach (AlignedPair pair in report.Closest) Pair(page, report, pair);
        Nearest(page, report);
        if (report.NotCompared.Count > 0)
        {
            page.Append("<section class=\"card\">\n<h2>Not compared</h2>\n<ul>\n");
            foreach (NotCompared left in report.NotCompared)
                page.Append(CultureInfo.InvariantCulture,
                    $"<li><code>{StudentText.Html(left.Source)}</code>: {StudentText.Html(left.Why)}</li>\n");
            page.Append("</ul>\n</section>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Spread(StringBuilder page, SimilarityReport report)
    {
        IReadOnlyList<(string Range, long Pairs)> rows = SimilarityWords.Spread(report);
        double most = Math.Log(1 + rows.Max(r => r.Pairs));
        page.Append("<section class=\"card\">\n<h2>How the pairs are spread</h2>\n<p>The bars are logarithmic. A few pairs far below the crowd in this table are worth reading first.</p>\n")
            .Append("<table>\n<thead><tr><th>shared</th><th class=\"number\">pairs</th><th></th></tr></thead>\n<tbody>\n");
        foreach ((string range, long pairs) in rows)
        {
            string width = pairs == 0 ? "0" : (100 * Math.Log(1 + pairs) / most).ToString("0.#", CultureInfo.InvariantCulture);
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{range}</td><td class=\"number\">{pairs}</td><td class=\"bars\" aria-hidden=\"true\"><i style=\"width:{width}%\"></i></td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static void Ranking(StringBuilder page, SimilarityReport report)
    {
        page.Append(CultureInfo.InvariantCulture,
            $"<section class=\"card\">\n<h2>The closest pairs</h2>\n<p>{SimilarityWords.Shown(report)}</p>\n<div class=\"scroll\"><table>\n")
            .Append("<thead><tr><th class=\"number\">rank</th><th>A</th><th>B</th><th class=\"number\">shared</th><th class=\"number\">of A</th><th class=\"number\">of B</th><th class=\"number\">passages</th>").Append(report.Closest.Any(c => c.Judged.Count > 0) ? "<th>judged</th>" : "").Append("</tr></thead>\n<tbody>\n");
        foreach (AlignedPair pair in report.Closest)
        {
            (string a, string b) = Sides(report, pair);
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td class=\"number\"><a href=\"#pair{pair.Rank}\">{pair.Rank}</a></td><td>{a}</td><td>{b}</td>")
                .Append(CultureInfo.InvariantCulture,
                    $"<td class=\"number\">{SimilarityWords.Number(pair.Pair.Shared)}</td><td class=\"number\">{SimilarityWords.Percent(pair.Pair.ShareOfA)}</td><td class=\"number\">{SimilarityWords.Percent(pair.Pair.ShareOfB)}</td><td class=\"number\">{pair.Passages.Count}</td>")
                .Append(report.Closest.Any(c => c.Judged.Count > 0) ? $"<td>{StudentText.Html(SimilarityWords.Verdicts(pair))}</td>" : "")
                    .Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n</section>\n");
    }

    private static void Pair(StringBuilder page, SimilarityReport report, AlignedPair pair)
    {
        string a = Student(report, pair.Pair.A), b = Student(report, pair.Pair.B);
        (string left, string right) = Sides(report, pair);
        page.Append(CultureInfo.InvariantCulture,
            $"<section class=\"card\" id=\"pair{pair.Rank}\">\n<h2>{pair.Rank}. {left} and {right}</h2>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<p class=\"state\">Shared {SimilarityWords.Number(pair.Pair.Shared)}: {SimilarityWords.Percent(pair.Pair.ShareOfA)} of {a}, {SimilarityWords.Percent(pair.Pair.ShareOfB)} of {b}</p>\n");
        foreach (string judged in SimilarityWords.Judged(report, pair))
            page.Append(CultureInfo.InvariantCulture, $"<p>{StudentText.Html(StudentText.Terminal(judged))}</p>\n");
        Passages(page, report, pair.Passages.Where(p => !SimilarityWords.IsCommon(p, report)), a, b);
        List<AlignedPassage> common = [.. pair.Passages.Where(p => SimilarityWords.IsCommon(p, report))];
        if (common.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<details><summary>{Figures.Count(common.Count, "passage")} that more than a quarter of the class has</summary>\n");
            Passages(page, report, common, a, b);
            page.Append("</details>\n");
        }

        page.Append("</section>\n");
    }

    private static void Passages(StringBuilder page, SimilarityReport report, IEnumerable<AlignedPassage> passages, string a, string b)
    {
        foreach (AlignedPassage passage in passages)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<div class=\"passage\">\n<h3>{SimilarityWords.Commonness(passage, report)}</h3>\n<div class=\"sides\">\n");
            Side(page, a, passage.A);
            Side(page, b, passage.B);
            page.Append("</div>\n</div>\n");
        }
    }

    private static void Side(StringBuilder page, string student, PassagePlace place)
    {
        page.Append(CultureInfo.InvariantCulture, $"<div><p>{student}, {StudentText.Html(SimilarityWords.Place(place))}</p><pre>");
        for (int i = 0; i < Math.Min(MostLines, place.Lines.Count); i++)
            page.Append(CultureInfo.InvariantCulture, $"<b>{place.FirstLine + i}</b>{Line(place, i)}\n");
        if (place.Lines.Count > MostLines) page.Append(CultureInfo.InvariantCulture, $"… {place.Lines.Count - MostLines} more lines\n");
        page.Append("</pre></div>\n");
    }

    private static string Line(PassagePlace place, int i)
    {
        string text = StudentText.Html(StudentText.Cap(place.Lines[i], LongestLine));
        return text.Length == 0 ? "" : place.Alike.Contains(place.FirstLine + i) ? $"<mark>{text}</mark>" : $"<span>{text}</span>";
    }

    private static (string A, string B) Sides(SimilarityReport report, AlignedPair pair) =>
        SimilarityWords.Sides(report, pair.Pair) is var (a, b)
            ? (StudentText.Html(StudentText.Cap(StudentText.Terminal(a), 400)),
                StudentText.Html(StudentText.Cap(StudentText.Terminal(b), 400)))
            : default;

    private static void Nearest(StringBuilder page, SimilarityReport report)
    {
        page.Append("<section class=\"card\">\n<h2>Each submission's closest pair</h2>\n<div class=\"scroll\"><table>\n")
            .Append("<thead><tr><th>submission</th><th>closest</th><th class=\"number\">shared</th><th class=\"number\">rank</th><th class=\"number\">own tokens</th></tr></thead>\n<tbody>\n");
        foreach ((ComparedSubmission submission, SimilarPair? pair, int rank) in SimilarityWords.Nearest(report))
        {
            string other = pair is null ? "none" : Student(report, pair.A == submission.Key ? pair.B : pair.A);
            string place = pair is null ? "" : rank <= report.Closest.Count
                ? string.Create(CultureInfo.InvariantCulture, $"<a href=\"#pair{rank}\">{rank}</a>")
                : rank.ToString(CultureInfo.InvariantCulture);
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Student(report, submission.Key)}</td><td>{other}</td><td class=\"number\">{SimilarityWords.Number(pair?.Shared ?? 0)}</td><td class=\"number\">{place}</td><td class=\"number\">{submission.OwnTokens}</td></tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n</section>\n");
    }

    private static string Student(SimilarityReport report, string key) =>
        StudentText.Html(StudentText.Cap(StudentText.Terminal(SimilarityWords.Student(report, key)), 100));
}
