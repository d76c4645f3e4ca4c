using System.Globalization;

namespace LLMCourse.Checks.M12;

public sealed class MetricFormats() : VisibleCheck("M12.E8.formats", "writes numbers in each of the formats")
{
    public override void Probe(Probe probe)
    {
        decimal[] values = [0m, 0.5m, 0.125m, 0.375m, -0.125m, 0.8765m, 0.0049m, -0.0049m, 1m, -12.5m, 1234567.8m, 0.100m, -0.0m, 99.999m,
            0.00000012m, -1234567.8m, 0.0000000001m];
        foreach (string? format
            in (string?[])[null, "fixed0", "fixed2", "fixed6", "percent0", "percent1", "percent6", "points0", "points1", "points2"])
        {
            probe.Observe(format ?? "all digits", string.Join(' ', values.Select(value => MetricFormat.Write(value, format))));
        }

        probe.Observe("count", string.Join(' ',
            ((decimal[])[0m, 7m, 999m, 1000m, 12345.00m, -1234567m, 1_000_000_000m]).Select(value => MetricFormat.Write(value, "count"))));
        probe.Observe("count of many", string.Join(' ',
            ((decimal[])[3_000_000_000m, -12_345_678_901m, 999_999_999_999_999m]).Select(value => MetricFormat.Write(value, "count"))));
    }
}

public sealed class MetricRounding() : Check("M12.E8.rounding", "rounds half to even, in decimal, after the multiplication", 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int i, long units, int scale, int decimals, string kind) in Cases(probe.Random))
        {
            probe.Observe($"number {i}",
                MetricFormat.Write(new decimal((int)units, 0, 0, false, (byte)scale),
                    kind + decimals.ToString(CultureInfo.InvariantCulture)));
        }

        // More digits than a double has.
        decimal[] values = [900_000_000_000_000.125m, -123_456_789_012_345.675m, 0.123456789012345675m, 9_999_999_999_999.99995m];
        foreach (string format in (string[])["fixed2", "percent6", "points0"])
            probe.Observe($"many digits, {format}", string.Join(' ', values.Select(value => MetricFormat.Write(value, format))));
        probe.Observe("many digits, all of them", string.Join(' ', values.Select(value => MetricFormat.Write(value))));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int i, long units, int scale, int decimals, string kind) in Cases(CheckRandom.For(Id)))
        {
            // units / 10^drop, rounded to whole numbers of 10^-decimals: in integers alone.
            int drop = scale - (kind == "percent" ? 2 : 0) - decimals;
            long power = (long)Math.Pow(10, Math.Abs(drop)), rounded = drop < 0 ? units * power : units / power, rest = drop < 0
                ? 0
                : units % power;
            if (2 * rest > power || (2 * rest == power && rounded % 2 == 1)) rounded++;
            long unit = (long)Math.Pow(10, decimals);
            string wanted = (rounded / unit).ToString(CultureInfo.InvariantCulture)
                + (decimals > 0 ? "." + (rounded % unit).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0') : "")
                    + (kind == "percent" ? "%" : "");
            string number = units.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            if (evidence.Text($"number {i}") != wanted)
                return Verdict.Fail($"{number[..^scale]}.{number[^scale..]} as {kind}{decimals} is {wanted}, but `Write` gave {evidence.Text($"number {i}")}.", hint: "Multiply and round as a decimal, half to even.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }

    private static List<(int Index, long Units, int Scale, int Decimals, string Kind)> Cases(CheckRandom random)
    {
        List<(int, long, int, int, string)> cases = [];
        for (int i = 0; i < 200; i++)
        {
            // Every other one lies exactly between two neighbours.
            int scale = (int)random.NextInteger(3, 7), decimals = (int)random.NextInteger(0, 4);
            string kind = random.NextInteger(0, 2) == 0 ? "fixed" : "percent";
            long units = random.NextInteger(1, 2_000_000);
            int drop = scale - (kind == "percent" ? 2 : 0) - decimals;
            if (i % 2 == 0 && drop > 0)
                units = (units / (long)Math.Pow(10, drop) * (long)Math.Pow(10, drop)) + (5 * (long)Math.Pow(10, drop - 1));
            cases.Add((i, units, scale, decimals, kind));
        }

        return cases;
    }
}

public sealed class FilledIn() : VisibleCheck("M12.E8.filled-in", "fills in metrics, figures and items, and leaves the rest as it is", 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        probe.Observe("metrics", ReportRenderer.Render(
            "{{metric:accuracy}} {{metric:accuracy|percent1}}{{metric:gain/low|points1}}, {{metric:rows|count}}\n`{{metric:b}}`\n", data));
        probe.Observe("figures", ReportRenderer.Render("{{figure:roc}}\n```\n{{figure:loss}}\n```", data));
        probe.Observe("items", ReportRenderer.Render("- {{item:i-1}} and {{item:i-2}}.", data));
        probe.Observe("spaces, tabs, empty lines", ReportRenderer.Render("  a\t \n\n\n b  {{metric:b}}  \n ", data));
        probe.Observe("nothing", ReportRenderer.Render("", data));
        probe.Observe("no placeholder", ReportRenderer.Render("a { b } c", data));
        probe.Observe("the end of Windows' lines", ReportRenderer.Render("a\r\n{{metric:b}}\r\n\r\nb\rc", data));
        ReportData odd = data with
        {
            Metrics = new Dictionary<string, decimal> { ["a:b"] = 1m, [""] = 2m, ["c d"] = 3m },
            Items = [new("x:y|z", "", "")]
        };
        const string Again = "{{metric:b}} {{metric:accuracy|percent1}} {{figure:loss}}";
        ReportData others = data with
        {
            Metrics = new Dictionary<string, decimal> { ["b"] = -1.5m, ["accuracy"] = 0.5m },
            Figures = new Dictionary<string, ReportFigure> { ["loss"] = Reporting.Figure("m.svg", "More", "") }
        };
        probe.Observe("the same template, with other numbers",
            string.Join('\n', new[] { data, others, data }.Select(of => ReportRenderer.Render(Again, of))));
        probe.Observe("odd names", ReportRenderer.Render("{{metric:a:b}} {{metric:}} {{metric:c d}} {{item:x:y|z}}", odd));
    }
}

public sealed class NotReadAgain()
    : Check("M12.E8.escapes", "writes braces that are escaped, escapes alternative texts, and reads nothing again that was filled in", 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        probe.Observe("escaped", Reporting.Try(@"\{{metric:b}} \{{ \{{nothing}} {{metric:b}} \{{", data));
        probe.Observe("a backslash elsewhere", Reporting.Try(@"\ \\ \n \} \{ a\{{{{metric:b}}\", data));
        probe.Observe("backslashes before an escape", Reporting.Try(@"\\{{metric:b}} \\\{{metric:b}}", data));
        probe.Observe("the end without a beginning", Reporting.Try("}} a {{metric:b}}}} }", data));
        probe.Observe("side by side", Reporting.Try("{{metric:b}}{{metric:b}}\n{{item:i-1}}{{item:i-2}}", data));
        ReportData nested = data with
        {
            Figures = new Dictionary<string, ReportFigure>
            {
                ["f"] = new("x.svg", @"a [b] \c {{metric:b}} \{{ ]", "", ""),
                ["g"] = new("{{metric:b}}.svg", @"\[\\]", "", ""),
                ["h"] = new("a (b).svg", "a! (b) *c* _d_ <e> # `f` | \"g\"", "", "")
            },
            Items = [new("{{metric:b", "", ""), new(@"\", "", "")],
        };
        probe.Observe("an alternative text", Reporting.Try("{{figure:f}} {{figure:g}}", nested));
        probe.Observe("other signs in an alternative text", Reporting.Try("{{figure:h}}", nested));
        probe.Observe("an item", Reporting.Try(@"{{item:{{metric:b}} {{item:\}}", nested));
    }
}

public sealed class TemplateErrors()
    : Check("M12.E8.errors", "names the line and the column of the first placeholder that cannot be filled in", 2)
{
    public override void Probe(Probe probe)
    {
        ReportData data = Reporting.Data();
        foreach (string template in (string[])
        [
            "{{metric:none}}", "a\n\nb {{figure:rocs}} {{metric:none}}", "{{item:i-9}}", "{{metrics:b}}", "{{b}}", "{{}}", "{{:b}}",
            "{{ metric:b}}", "{{metric: b}}", "{{metric:b }}", "{{Metric:b}}", "{{metric:B}}",
            "{{metric:b\n}}", "a {{metric:b", "{{metric:b} }", "{{metric:b}}\n{{", "{{metric:b}} {{metric:b|fixed}}", "{{metric:b|fixed7}}",
            "{{metric:b|fixed10}}", "{{metric:b|Fixed1}}", "{{metric:b|}}", "{{metric:b|percent}}",
            "{{metric:b| fixed1}}", "{{metric:b|count}}", "{{metric:rows|count1}}", "{{metric:b|fixed-1}}", "{{metric:b|fixed1|fixed1}}",
            "{{metric:b|1}}", "{{metric:b|fixed/}}", "{{metric:b|fixed:}}", "{{metric:b|other2}}", "{{figure:roc|fixed1}}",
            "{{item:i-1|x}}",
            "\r\n\r\nx{{metric:none}}", "µ😀 {{metric:none}}", "\\{{ {{metric:none}}", "{{{metric:b}}}", "{{metric:b\r\n}}", "{{item:roc}}",
            "{{item:I-1}}", "{{figure:ROC}}", "{{metric:b|fixed٣}}", "a\rb {{metric:none}}",
            "{{figure:i-1}}", "{{metri}}", "{{:metric}}", "\n{{metric:b}}\n\n  {{metric:b}} {{item:}}",
        ])
        {
            probe.Observe(template.Replace('\n', '↵').Replace('\r', '←'), Reporting.Try(template, data));
        }

        probe.Observe("the message names the suggestions", Names(() => ReportRenderer.Render("{{metric:none}}", data)));
        probe.ObserveThrows<ArgumentException>("no template", () => ReportRenderer.Render(null!, data));
        probe.ObserveThrows<ArgumentException>("no data", () => ReportRenderer.Render("", null!));
        probe.ObserveThrows<ArgumentException>("an unknown format", () => MetricFormat.Write(1m, "fixed9"));
        probe.ObserveThrows<ArgumentException>("an empty format", () => MetricFormat.Write(1m, ""));
        probe.ObserveThrows<ArgumentException>("half a count", () => MetricFormat.Write(0.5m, "count"));
        probe.ObserveAccepts("good ones", () => ReportRenderer.Render(MetricFormat.Write(1m, "fixed6"), data));

        static bool Names(Action render)
        {
            try
            {
                render();
                return false;
            }
            catch (TemplateException e)
            {
                return e.Suggestions.All(e.Message.Contains);
            }
        }
    }
}

public sealed class NearestNames() : Check("M12.E8.nearest", "suggests the three names with the least Levenshtein distance", 2)
{
    private const int Count = 12;

    public override void Probe(Probe probe)
    {
        foreach ((int i, string asked, string[] known) in Cases(probe.Random))
        {
            ReportData data = Reporting.Data() with { Metrics = known.ToDictionary(name => name, _ => 0m) };
            probe.Observe($"case {i}", Suggested("{{metric:" + asked + "}}", data));
        }

        ReportData none =
            new(new Dictionary<string, decimal>(), new Dictionary<string, ReportFigure>(), [new("b", "", ""), new("a", "", "")]);
        probe.Observe("none to suggest", Suggested("{{metric:x}}", none));
        probe.Observe("two to suggest", Suggested("{{item:x}}", none));
        foreach ((string name, string asked, string[] known) in ((string, string, string[])[])
            [("capital and small letters", "aB", ["ab", "aBB", "AB", "Zzzz", "aaaa"]),
                ("two code units each", "😀", ["abc", "ab", "b", "😁"])])
        {
            probe.Observe(name, Suggested("{{metric:" + asked + "}}",
                Reporting.Data() with { Metrics = known.ToDictionary(x => x, _ => 0m) }));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int i, string asked, string[] known) in Cases(CheckRandom.For(Id)))
        {
            string wanted =
                string.Join(' ', known.OrderBy(name => Distance(asked, name)).ThenBy(name => name, StringComparer.Ordinal).Take(3));
            if (evidence.Text($"case {i}") != wanted)
                return Verdict.Fail($"For '{asked}', of {string.Join(", ", known)}, suggested is '{evidence.Text($"case {i}")}', and the nearest are '{wanted}'.", hint: "Count insertions, deletions and changes, each as one.");
        }

        return evidence.Text("none to suggest") != "" ? Verdict.Fail("There is no metric, and yet one is suggested.")
            : evidence.Text("two to suggest") != "a b"
                ? Verdict.Fail($"The items a and b are at the same distance; suggested is '{evidence.Text("two to suggest")}'.")
            : evidence.EqualsExpected(Tolerance.Exact);
    }

    private static string Suggested(string template, ReportData data)
    {
        try
        {
            return ReportRenderer.Render(template, data);
        }
        catch (TemplateException e)
        {
            return string.Join(' ', e.Suggestions);
        }
    }

    private static List<(int Index, string Asked, string[] Known)> Cases(CheckRandom random)
    {
        List<(int, string, string[])> cases = [];
        for (int i = 0; i < Count; i++)
        {
            string asked = Name();
            string[] known = [.. Enumerable.Range(0, 8).Select(_ => Name()).Where(name => name != asked).Distinct()];
            cases.Add((i, asked, known));
        }

        return cases;

        string Name() =>
            string.Concat(Enumerable.Range(0, (int)random.NextInteger(1, 8)).Select(_ => (char)('a' + random.NextInteger(0, 3))));
    }

    private static int Distance(string a, string b) =>
        a.Length == 0 || b.Length == 0 ? a.Length + b.Length
        : a[0] == b[0] ? Distance(a[1..], b[1..])
        : 1 + Math.Min(Distance(a[1..], b[1..]), Math.Min(Distance(a, b[1..]), Distance(a[1..], b)));
}
