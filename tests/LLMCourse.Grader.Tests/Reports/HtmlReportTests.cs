using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string[] Allowed =
    [
        "html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "div", "span", "i", "p", "h1", "h2", "h3",
        "a", "strong", "em", "code", "pre",
        "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure",
        "figcaption", "hr", "br",
        "svg", "desc", "line", "text", "polyline", "rect", "circle",
    ];

    public static TheoryData<string> Names => SampleResults.Names;

    public static TheoryData<string> Texts => Hostile.Texts;

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Sample_IsWellFormedAndInert(string name) => AssertInert(Parse(new HtmlReport().Render(SampleResults.All[name])));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Render_HostileTextEverywhere_StaysText(string text)
    {
        GradeResult harmless = Everywhere("x"), hostile = Everywhere(text);

        XElement page = Parse(new HtmlReport().Render(hostile));

        AssertInert(page);
        // Nothing but paragraphs, code and blocks of output may come and go with the text.
        Assert.Equal(Skeleton(Parse(new HtmlReport().Render(harmless))), Skeleton(page));
    }

    [Fact]
    public void Render_AuthorsLinks_LeadToTheWebOrNowhere()
    {
        MistakeMatch mistake = new("M02.E2.x",
            "[a](https://example.org/a) [b](javascript:alert(1)) ![c](https://example.org/c.png) <javascript:alert(1)>", null);
        GradeResult result = SampleResults.Mixed();
        result = result with { Exercises = [.. result.Exercises.Select(e => e.Id == "M02.E2" ? e with { Mistakes = [mistake] } : e)] };

        XElement page = Parse(new HtmlReport().Render(result));

        AssertInert(page);
        Assert.Contains(page.Descendants("a"), a => (string?)a.Attribute("href") == "https://example.org/a");
    }

    [Fact]
    public void Render_Page_LoadsAndRunsNothing()
    {
        XElement page = Parse(new HtmlReport().Render(SampleResults.Mixed()));

        XElement policy = page.Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy");
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; img-src data:", (string?)policy.Attribute("content"));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Links_HaveATarget()
    {
        foreach (GradeResult result in SampleResults.All.Values)
        {
            XElement page = Parse(new HtmlReport().Render(result));
            HashSet<string> ids = [.. page.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>()];

            Assert.All(page.Descendants("a"), a => Assert.Contains(((string?)a.Attribute("href"))!.TrimStart('#'), ids));
            Assert.All(page.Descendants("svg"),
                svg => Assert.All(((string?)svg.Attribute("aria-labelledby"))!.Split(' '), id => Assert.Contains(id, ids)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Style_TextColours_HaveEnoughContrast(int scheme)
    {
        string css = Parse(new HtmlReport().Render(SampleResults.Perfect())).Descendants("style").Single().Value;
        Dictionary<string, string> colours = Colour().Matches(Root().Matches(css)[scheme].Value)
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        // WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.
        foreach (string ink in (string[])["text", "muted", "link", "good", "part", "wrong", "idle"])
        {
            foreach (string paper in (string[])["page", "card"])
                Assert.True(Contrast(colours[ink], colours[paper]) >= 4.5, $"{ink} on {paper}");
        }

        Assert.True(Contrast(colours["text"], colours["inset"]) >= 4.5);
    }

    /// <summary>Reads a page, which is XML too.</summary>
    internal static XElement Parse(string html) => XDocument.Parse(html, LoadOptions.PreserveWhitespace).Root!;

    private static void AssertInert(XElement page)
    {
        Assert.All(page.DescendantsAndSelf(), e => Assert.Contains(e.Name.LocalName, Allowed));
        Assert.All(page.DescendantsAndSelf().Attributes(), a =>
        {
            Assert.False(a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            if (a.Name.LocalName is "href" or "src") Assert.Matches("^(#|https://)", a.Value);
        });
    }

    private static IReadOnlyList<string> Skeleton(XElement page) =>
        [.. page.Descendants().Where(e => e.Name.LocalName is not ("p" or "code" or "pre"))
            .Select(e => $"{e.Name.LocalName}#{(string?)e.Attribute("id")}")];

    private static GradeResult Everywhere(string text)
    {
        GradeResult result = SampleResults.Mixed();
        SourceNote note = new("CS0000", true, text, new SourcePlace(text, 3, 2), text);
        return result with
        {
            Submission = new SubmissionSummary(text, text, [text], [new LeftBehindFile(text, text, true)]),
            Isolation = new IsolationSummary("process", [text], [text]),
            Diagnostics = [note, note with { IsError = false }],
            Exercises =
            [
                .. result.Exercises.Select(e => e with
                {
                    Place = new SourcePlace(text, 1),
                    Violations = [note],
                    Mistakes = [],
                    Next = text,
                    Checks = [.. e.Checks.Select(
                        c => c with { Outcome = Outcome.Threw, Message = text, Detail = text, Hint = text, Output = text, Place =
                            new SourcePlace(text, 2) })],
                }),
            ],
        };
    }

    private static double Contrast(string one, string other)
    {
        (double a, double b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] rgb = [.. new[] { 1, 3, 5 }.Select(
            i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return (0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]);
    }

    [GeneratedRegex(@":root \{.*?\}", RegexOptions.Singleline)]
    private static partial Regex Root();

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6})")]
    private static partial Regex Colour();
}
