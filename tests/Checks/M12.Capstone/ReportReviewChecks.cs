using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M12;

public sealed class ReportSectionProblems() : VisibleCheck("M12.E8.sections", "finds sections that are missing, there twice, or empty", 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        string good = Reporting.Report();
        Observe("a good one", good);
        Observe("numbered, with spaces behind", good.Replace("## Task", "## 1. Task").Replace("## Results\n", "## 4.1 Results  \n"));
        Observe("in another order", string.Concat(Regex.Split(good, "(?=^## )", RegexOptions.Multiline).Reverse()));
        foreach (string title in (string[])["Task", "Data", "Method", "Results", "Limitations", "Intended use"])
            Observe($"{title} is missing", good.Replace($"## {title}\n", $"## Other than {title}\n"));
        Observe("nothing", "");
        Observe("another level", good.Replace("## Task", "### Task").Replace("## Data", "# Data"));
        Observe("two spaces or a tab", good.Replace("## Task", "##  Task").Replace("## Data", "## Data\t"));
        Observe("numbers with more than digits, points and a space",
            good.Replace("## Task", "## 4) Task").Replace("## Data", "## 4Data").Replace("## Method", "## 4.  Method"));
        Observe("white space alone", Reporting.Report(("Data", "\u00a0\u2003")));
        Observe("another case", good.Replace("## Intended use", "## Intended Use").Replace("## Data", "##Data"));
        Observe("twice and thrice", good + Reporting.Report() + "## Task\n\n## Data\n\nx");
        Observe("empty", Reporting.Report(("Task", ""), ("Data", "  \n\t\n"), ("Results", "\n"), ("Limitations", "")));
        Observe("empty at the end", Reporting.Report(("Intended use", "")).TrimEnd());
        Observe("a heading below is text", Reporting.Report(("Task", "### More")));
        Observe("a heading above ends it", Reporting.Report(("Task", "# More\n\ntext")));
        Observe("a title in code", Reporting.Report(("Task", "```\n## Task\n```\nx"), ("Data", "```md\n## Other\n\nx\n```")));
        Observe("code without an end", Reporting.Report(("Method", "{{figure:loss}}\n```\nx")));
        Observe("Results without a metric", Reporting.Report(("Results", "{{figure:roc}}"), ("Data", "{{metric:b}}")));
        Observe("Results with a metric in code alone", Reporting.Report(("Results", "x {{figure:roc}}\n```\n{{metric:b}}\n```\n")));
        Observe("a metric in the last line", good.Replace("## Results\n\n", "## Results\n{{metric:b}}\n## Other\n\n"));
        Observe("code in the first line", "```\n## Task\n9\n```\n" + good);
        Observe("two Results, one without a metric", good + "## Results\n\nWell.\n");
        Observe("lines of Windows", good.Replace("\n", "\r\n"));

        void Observe(string name, string template) => probe.Observe(name, Reporting.Write(ReportReview.Problems(template, data)));
    }
}

/// <summary>Reviews reports whose section Data has one line more.</summary>
public abstract class LinesOfProse(string id, string title, params string[] lines) : Check(id, title, 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        foreach ((int i, string line) in lines.Index()) probe.Observe(
            $"line {i}: {(line.Length > 90 ? line[..90] : line).Replace('\n', '↵')}",
            Reporting.Write(ReportReview.Problems(Reporting.Report(("Data", line)), data)));
        probe.Observe("all of them", Reporting.Write(ReportReview.Problems(Reporting.Report(("Data", string.Join('\n', lines))), data)));
    }
}

public sealed class TypedNumbers() : LinesOfProse("M12.E8.typed-numbers", "finds numbers that were typed by hand",
    "We got 0.93 of them.", "93%", "(93) .05 -7 +7 −0.5 ~8 <9 =10", "1,000 and 1'000 or 1 000",
    "in 3 of 10 runs, 5/10, 20-30, 3x, 2nd, 10-fold, 1e-3", "x=0.5;y:0.25", "½ ² ٣ ３ ⅷ ①",
    "in 2026, (1899), (2100), (20), (2019a), (see 2019), (2019, 2020), 2019)",
    "2026-13-01, 2026-2-3, 2025-02-29, 26-11-28, 2026-11-28T10, 2026-11-281", "| a | 0.5 |", "[93](x.md) ![7 of 8](x.svg)", "7. 8 9) x",
    "1.5 2.x", "#5 and ####### 6",
    "*93* **0.5** _7_ 8_ \"9\" '10'", "{{metric:b}}5 5{{metric:b}}", "`a` 5 `b", "\\{{metric:b}} 7 \\{{8", "](5) (6) [x] (7)", "<!-- 5 -->",
    " # 5 things", "-5- ,6, _7_ .8.", "5{{metric:b}}6 7`a`8", "a 5\n`6\n7`", "1999 (1999) (2000) (2099)",
    "https://example.org/5/ab", "[2019]", "~~~\n5\n~~~", "### 93% right",
    "### 2.1", "- 3. x", "a(2019)9", " ```\n5\n ```", "```\n5\n```py\n6");

public sealed class AllowedNumbers() : LinesOfProse("M12.E8.allowed-numbers",
    "lets pass the numbers of headings, lists, code, links, dates, years in brackets, and names",
    "### 2.1 More", "#### 2. More", "1. one\n2. two\n  10) ten", "`93` and `a 5 b`, ``", "```\n93\n```", "```py 3\n0.5\n```\nx",
    "[a](93) ![b](figures/2.svg) [c](a-1.md#2)", "2026-11-28, (2024-02-29) to 1999-12-31.", "Mitchell et al. (2019), (1900) and (2099)",
    "F1 macro-F1 GPT-2 CC-BY-4.0 SHA-256 H200 v1.2 é9 x_1", "{{metric:b}} {{metric:accuracy|percent1}} {{item:i-1}}",
    "a. b, c - d _ e . , - _ ... ---", "nine of ten, a third", "a {{metric:b}}, `5`, [x](6), `{{metric:rows|count}} 7`");

public sealed class FigureProblems() : Check("M12.E8.figures", "finds figures that are not used, or were drawn from other numbers")
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        Dictionary<string, ReportFigure> figures = data.Figures.ToDictionary();
        Observe("used", Reporting.Report(), data);
        Observe("not used", Reporting.Report(("Method", "x"), ("Results", "{{metric:b}}")), data);
        Observe("in code alone", Reporting.Report(("Method", "x\n```\n{{figure:loss}}\n```\n")), data);
        Observe("in a code span", Reporting.Report(("Method", "`{{figure:loss}}`")), data);
        Observe("escaped", Reporting.Report(("Method", "\\{{figure:loss}} {{item:i-1}}")), data);
        Observe("an item of that name", Reporting.Report(("Method", "{{item:loss}}")),
            data with { Items = [.. data.Items, new("loss", "", "x")] });
        figures["loss"] = figures["loss"] with { Drawn = "<svg>µ</svg>" };
        figures["roc"] = figures["roc"] with { Sha256 = figures["roc"].Sha256.ToUpperInvariant() };
        Observe("drawn otherwise", Reporting.Report(("Intended use", "{{figure:loss}}")), data with { Figures = figures });
        Observe("drawn otherwise and not used", Reporting.Report(("Method", "x")), data with { Figures = figures });
        figures["loss"] = figures["loss"] with { Sha256 = "" };
        figures["another"] = Reporting.Figure("a.svg", "A", "");
        figures["Zoo"] = Reporting.Figure("a.svg", "A", "");
        figures["roc"] = Reporting.Figure("r.svg", "R", "<svg>\r\n</svg>\r\n");
        Observe("drawn with the line breaks of Windows", Reporting.Report(), data with { Figures = figures });
        figures["roc"] = data.Figures["roc"] with { Sha256 = data.Figures["roc"].Sha256.ToUpperInvariant() };
        Observe("several", "{{figure:roc}} {{figure:loss}}\n\n" + Reporting.Report(("Method", "x"), ("Data", "{{figure:loss}}")),
            data with { Figures = figures });

        void Observe(string name, string template, ReportData of) =>
            probe.Observe(name, Reporting.Write(ReportReview.Problems(template, of)));
    }
}

public sealed class LimitationProblems() : Check("M12.E8.limitations", "demands of each limitation an item that failed", 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        foreach ((int i, string text) in ((string[])
        [
            "- {{item:i-1}}", "- a {{item:i-2}}", "- a {{item:i-2}} {{item:i-1}}", "- a {{item:i-3}} {{item:i-2}}", "- nothing",
            "It fails.", "{{item:i-1}}", "* a {{item:i-4}}\n* b", "- a\n  {{item:i-1}}\n- b\n\n  {{item:i-4}}",
            "- a\n\n  - nested {{item:i-1}}\n- b\n  - c", "-a {{item:i-1}}", "+ a {{item:i-1}}", "1. a {{item:i-1}}", " - a {{item:i-1}}",
            "- a `{{item:i-1}}`", "- a \\{{item:i-1}}", "- a\n```\n{{item:i-1}}\n- b\n```", "- {{metric:b}} {{figure:roc}}",
            "x\n\n- a {{item:i-1}}\n\ny\n- b  \n- ", "- a {{item:i-1}}\n### more\n- b", "- a\n# more\n- b\n{{item:i-1}}",
            "- {{item:i-2}}\n- {{item:i-3}}\n- 5", "-\ta {{item:i-1}}", "*a* {{item:i-1}}\n*b*",
        ]).Index())
        {
            probe.Observe($"text {i}: {text.Replace('\n', '↵')}",
                Reporting.Write(ReportReview.Problems(Reporting.Report(("Limitations", text)), data)));
        }

        probe.Observe("lines of Windows", Reporting.Write(
            ReportReview.Problems(Reporting.Report(("Limitations", "- a\n- b {{item:i-2}}")).Replace("\n", "\r\n"), data)));
        probe.Observe("bullets elsewhere",
            Reporting.Write(ReportReview.Problems(Reporting.Report(("Data", "- a\n- {{item:i-2}}"), ("Intended use", "- b")), data)));
        probe.Observe("Limitations at the end",
            Reporting.Write(ReportReview.Problems(Reporting.Report() + "## Limitations\n- a\n- b {{item:i-1}}", data)));
    }
}

public sealed class ReviewOrder() : Check("M12.E8.order", "tells problems by line, and one alone where the template cannot be rendered")
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        Observe("a bit of all", "9 8 7\n## Limitations\n- 5 {{item:i-2}} 6\n## Results\n## Task\n4\n## Results\n3\n## Limitations\nx");
        Observe("cannot be rendered", "9\n## Task\n a {{metric:none}} 5 {{");
        Observe("no end", Reporting.Report() + "\r\n\r\n{{item:i-1");
        Observe("a wrong format", Reporting.Report(("Data", "5 {{metric:b|count}}")));
        probe.ObserveThrows<ArgumentException>("no template", () => ReportReview.Problems(null!, data));
        probe.ObserveThrows<ArgumentException>("no data", () => ReportReview.Problems("", null!));
        probe.ObserveAccepts("good ones", () => ReportReview.Problems("", data));

        void Observe(string name, string template) => probe.Observe(name, Reporting.Write(ReportReview.Problems(template, data)));
    }
}

public sealed class ReportOfYours()
    : Check("M12.E8.mine", "is a report of the sample project without a typed number, with limitations that items show", 3)
{
    private static readonly string[] Titles = ["Task", "Data", "Method", "Results", "Limitations", "Intended use"];

    private static readonly HashSet<string> Whole = ["rows.all", "rows.kept", "rows.train", "rows.test", "seed", "parameters"];

    private static readonly HashSet<string> Metrics =
        [.. Whole, "baseline.accuracy", "model.accuracy", "model.macro-f1", "gain", "gain.low", "gain.high", "seconds"];

    public override void Probe(Probe probe) => probe.Observe("template", MyReport.Template);

    // Read by other means than the student's own review: one that finds nothing does not pass the report, nor does a strict one fail it.
    public override Verdict Judge(Evidence evidence)
    {
        string template = evidence.Text("template") ?? "";
        if (template.Length > 3_900) return Verdict.Fail("The report is too long; it must have at most 3,900 characters.");
        string text = template.Replace("\r\n", "\n").Replace(@"\{{", "");
        foreach (Match match in Regex.Matches(text, @"\{\{(?<kind>[^:}]*):?(?<name>[^|}]*)(?<format>\|[^}]*)?(?<end>\}\})?"))
        {
            (string name, string format) = (match.Groups["name"].Value, match.Groups["format"].Value);
            bool isKnown = match.Groups["end"].Success && match.Groups["kind"].Value switch
            {
                "metric" =>
                    Metrics.Contains(name) && (format == "" || Regex.IsMatch(format, @"^\|(fixed|percent|points)[0-6]\z")
                        || (format == "|count" && Whole.Contains(name))),
                "figure" => format == "" && name is "confusion" or "learning",
                "item" => format == "" && name is "t-004" or "t-017" or "t-058" or "t-102",
                _ => false,
            };
            if (!isKnown)
                return Verdict.Fail($"The placeholder {match.Value} cannot be filled in.",
                    hint: "The sample project has the names; only metrics have formats, and only whole numbers are counts.");
        }

        Dictionary<string, string> sections = new(StringComparer.Ordinal);
        string prose = Regex.Replace(text, @"(?ms)^```.*?(^```[^\n]*|\z)", "");
        foreach (string part in Regex.Split(prose, "^(?=##? )", RegexOptions.Multiline)
            .Where(part => part.StartsWith("## ", StringComparison.Ordinal)))
        {
            string[] halves = part[3..].Split('\n', 2);
            sections[Regex.Replace(halves[0], "^[0-9.]+ ", "").TrimEnd()] = halves.Length > 1 ? halves[1] : "";
        }

        foreach (string title in Titles)
        {
            if (!sections.TryGetValue(title, out string? section) || section.Trim().Length == 0)
                return Verdict.Fail($"The section '## {title}' is missing or empty.");
        }

        string rest = Regex.Replace(Regex.Replace(prose, @"\{\{.*?\}\}", " "),
            @"`[^`\n]*`|(?<=\])\([^)\n]*\)|\((19|20)[0-9]{2}\)|^#{1,6} [0-9.]+ |^ *[0-9]+[.)] ", " ", RegexOptions.Multiline);
        foreach (Match match in Regex.Matches(rest, @"[\p{L}\p{N}.,_-]+"))
        {
            string word = match.Value.Trim('.', ',', '_', '-');
            if (word.Length > 0 && char.IsNumber(word[0])
                && !DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                return Verdict.Fail($"The number '{word}' was typed by hand.",
                    hint: "Every number that was measured stands as {{metric:…}}.");
        }

        foreach (string wanted in (string[])["{{metric:baseline.accuracy", "{{metric:model.accuracy", "{{metric:gain.low",
            "{{metric:gain.high", "{{figure:confusion}}", "{{figure:learning}}"])
        {
            if (!text.Contains(wanted, StringComparison.Ordinal)) return Verdict.Fail($"The report does not use {wanted.Trim('{', '}')}.");
        }

        string[] bullets = [.. Regex.Split(sections["Limitations"], "^[-*] ", RegexOptions.Multiline).Skip(1)];
        if (bullets.Length < 2)
            return Verdict.Fail(
                $"There are {bullets.Length.ToString(CultureInfo.InvariantCulture)} limitations; at least two are asked for.");
        return bullets.FirstOrDefault(bullet => !Regex.IsMatch(bullet, @"\{\{item:t-(017|058|102)\}\}")) is { } unproven
            ? Verdict.Fail($"This limitation has no item that failed: {unproven.Split('\n')[0]}",
                hint: "Name one of the sample's items whose prediction is wrong.")
            : Verdict.Pass;
    }
}
