#region Solution
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
#endregion

namespace LLMCourse.M12;

/// <summary>Finds what a report claims and nothing has measured.</summary>
/// <remarks>The handout says what counts as a section, a bullet and a typed number.</remarks>
public static class ReportReview
{
    /// <summary>Reviews a template.</summary>
    /// <param name="template">The template of <see cref="ReportRenderer.Render"/>.</param>
    /// <param name="data">What was measured.</param>
    /// <returns>The problems by line; those of a line in the order in which <see cref="ReportProblem"/> has the codes, and then as
    /// sections stand in <see cref="ReportSections.Required"/>, figures in ordinal order of their names, and all else as it stands in the line.
    /// A template that cannot be rendered has that one problem.</returns>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static IReadOnlyList<ReportProblem> Problems(string template, ReportData data)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(data);
        // TODO M12.E8: render; find the sections; look into Results and Limitations, at the figures, and at every word that begins with a digit.
        #region Solution
        try
        {
            _ = ReportRenderer.Render(template, data);
        }
        catch (TemplateException e)
        {
            return [new ReportProblem(ReportProblem.Template, e.Line, e.Column.ToString(CultureInfo.InvariantCulture))];
        }

        string[] lines = WithoutFences(template.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'));
        IEnumerable<ReportProblem> problems = [.. Sections(lines), .. Results(lines), .. Limitations(lines, data), .. Figures(lines, data), .. Numbers(lines)];
        return [.. problems.OrderBy(problem => problem.Line)];
        #endregion
    }

    #region Solution
    private static readonly Regex Placeholder = new(@"(?<!\\)\{\{(?<kind>[^:}]*):(?<name>.*?)\}\}", RegexOptions.CultureInvariant);

    // What may have numbers: a heading's and a list's own, code, the target of a link, a year in brackets.
    private static readonly Regex Allowed = new(@"^#{1,6} [0-9.]+ |^ *[0-9]+[.)] |`[^`]*`|(?<=\])\([^)]*\)|\((19|20)[0-9]{2}\)", RegexOptions.CultureInvariant);

    private static readonly Regex Word = new(@"[\p{L}\p{N}.,_-]+", RegexOptions.CultureInvariant);

    private static readonly Regex Heading = new("^(?<level>##?) (?:[0-9.]+ )?(?<title>.*?) *$", RegexOptions.CultureInvariant);

    private static string[] WithoutFences(string[] lines)
    {
        bool isCode = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool isFence = lines[i].StartsWith("```", StringComparison.Ordinal);
            if (isFence) isCode = !isCode;
            if (isFence || isCode) lines[i] = "";
        }

        return lines;
    }

    // The places of a section's heading and of the next one.
    private static IEnumerable<(int Start, int End)> Find(string[] lines, string title)
    {
        int[] headings = [.. Enumerable.Range(0, lines.Length).Where(i => Heading.IsMatch(lines[i])), lines.Length];
        return headings.Zip(headings.Skip(1)).Where(section => Heading.Match(lines[section.First]) is var match
            && match.Groups["level"].Length == 2 && match.Groups["title"].Value == title);
    }

    private static bool HasText(string[] lines, (int Start, int End) section) => lines[(section.Start + 1)..section.End].Any(line => !string.IsNullOrWhiteSpace(line));

    private static IEnumerable<ReportProblem> Sections(string[] lines)
    {
        foreach (string title in ReportSections.Required)
        {
            (int Start, int End)[] found = [.. Find(lines, title)];
            if (found.Length == 0) yield return new ReportProblem(ReportProblem.SectionMissing, 0, title);
            foreach ((int start, _) in found.Skip(1)) yield return new ReportProblem(ReportProblem.SectionRepeated, start + 1, title);
            foreach ((int Start, int End) section in found)
            {
                if (!HasText(lines, section)) yield return new ReportProblem(ReportProblem.SectionEmpty, section.Start + 1, title);
            }
        }
    }

    private static IEnumerable<ReportProblem> Results(string[] lines) =>
        from section in Find(lines, ReportSections.Results)
        where HasText(lines, section) && !Names(lines[section.Start..section.End], "metric").Any()
        select new ReportProblem(ReportProblem.NoMetric, section.Start + 1, ReportSections.Results);

    private static IEnumerable<ReportProblem> Limitations(string[] lines, ReportData data)
    {
        HashSet<string> failed = [.. data.Items.Where(item => item.Gold != item.Predicted).Select(item => item.Id)];
        foreach ((int Start, int End) section in Find(lines, ReportSections.Limitations))
        {
            int[] bullets = [.. Enumerable.Range(section.Start, section.End - section.Start).Where(i => lines[i] is ['-' or '*', ' ', ..]), section.End];
            if (bullets.Length == 1 && HasText(lines, section)) yield return new ReportProblem(ReportProblem.NoLimitation, section.Start + 1, ReportSections.Limitations);
            foreach ((int start, int end) in bullets.Zip(bullets.Skip(1)))
            {
                string[] items = [.. Names(lines[start..end], "item")];
                if (items.Length == 0) yield return new ReportProblem(ReportProblem.NoItem, start + 1, lines[start]);
                else if (!items.Any(failed.Contains)) yield return new ReportProblem(ReportProblem.NotFailed, start + 1, items[0]);
            }
        }
    }

    private static IEnumerable<ReportProblem> Figures(string[] lines, ReportData data)
    {
        foreach ((string name, ReportFigure figure) in data.Figures.OrderBy(figure => figure.Key, StringComparer.Ordinal))
        {
            int line = 1 + Array.FindIndex(lines, text => Names([text], "figure").Contains(name));
            if (line == 0) yield return new ReportProblem(ReportProblem.FigureUnused, 0, name);
            else if (figure.Sha256 != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(figure.Drawn)))) yield return new ReportProblem(ReportProblem.FigureStale, line, name);
        }
    }

    private static IEnumerable<ReportProblem> Numbers(string[] lines) =>
        from line in lines.Index()
        let prose = Allowed.Replace(Placeholder.Replace(line.Item, " "), " ")
        from match in Word.Matches(prose)
        let word = match.Value.Trim('.', ',', '_', '-')
        where word.Length > 0 && char.IsNumber(word[0]) && !DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        select new ReportProblem(ReportProblem.TypedNumber, line.Index + 1, word);

    private static IEnumerable<string> Names(IEnumerable<string> lines, string kind) =>
        lines.SelectMany(line => Placeholder.Matches(line)).Where(match => match.Groups["kind"].Value == kind).Select(match => match.Groups["name"].Value);
    #endregion
}
