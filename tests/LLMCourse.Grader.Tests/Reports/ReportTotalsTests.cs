using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

/// <summary>Reads every format back: the points are the same everywhere.</summary>
public sealed partial class ReportTotalsTests
{
    public static TheoryData<string> Names => SampleResults.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_Total_IsTheScore(string name)
    {
        GradeResult read = ResultJson.Read(new JsonReport().Render(SampleResults.All[name]));

        Assert.Equal(Score(name), (read.Score.Earned, read.Score.Maximum));
        Assert.Equal(Score(name), (read.Exercises.Sum(e => e.Earned), read.Exercises.Sum(e => e.Maximum)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Markdown_TotalAndTable_AreTheScore(string name)
    {
        string report = new MarkdownReport().Render(SampleResults.All[name]);

        Assert.Contains($"**{Text(Score(name).Earned)} of {Text(Score(name).Maximum)} points**", report, StringComparison.Ordinal);
        Match[] rows = [.. Row().Matches(report).Cast<Match>()];
        Assert.Equal(Score(name), (rows.Sum(r => Number(r.Groups[1].Value)), rows.Sum(r => Number(r.Groups[2].Value))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_TotalAndTable_AreTheScore(string name)
    {
        XElement page = HtmlReportTests.Parse(new HtmlReport().Render(SampleResults.All[name]));

        XElement score = page.Descendants("p").Single(p => (string?)p.Attribute("class") == "score");
        Assert.StartsWith($"{Text(Score(name).Earned)} of {Text(Score(name).Maximum)} points", score.Value, StringComparison.Ordinal);
        XElement table = page.Descendants("section").Single(s => (string?)s.Attribute("class") == "card overview");
        string[][] points = [.. table.Descendants("tbody").Single().Elements("tr").Select(r => r.Elements("td").Last().Value.Split(" / "))];
        Assert.Equal(Score(name), (points.Sum(p => Number(p[0])), points.Sum(p => Number(p[1]))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void JUnit_SuitesAndCases_SumToTheScore(string name)
    {
        XElement root = XElement.Parse(new JUnitReport().Render(SampleResults.All[name]));

        Assert.Equal(Score(name), (Sum(root.Elements("testsuite"), "points"), Sum(root.Elements("testsuite"), "maximum")));
        Assert.Equal(Score(name), (Sum(root.Descendants("testcase"), "points"), Sum(root.Descendants("testcase"), "maximum")));
        Assert.Equal((int)root.Attribute("tests")!, root.Descendants("testcase").Count());
        Assert.Equal((int)root.Attribute("failures")! + (int)root.Attribute("errors")! + (int)root.Attribute("skipped")!,
            root.Descendants("testcase").Count(c => (c.Element("failure") ?? c.Element("error") ?? c.Element("skipped")) is not null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradescope_Tests_SumToTheScore(string name)
    {
        JsonNode root = JsonNode.Parse(new GradescopeReport().Render(SampleResults.All[name]))!;

        JsonArray tests = root["tests"]!.AsArray();
        Assert.Equal(Score(name), (tests.Sum(t => (decimal?)t!["score"] ?? 0), tests.Sum(t => (decimal?)t!["max_score"] ?? 0)));
        Assert.Equal(Score(name).Earned, (decimal)root["score"]!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Classroom_Tests_SumToTheScoreAndTheNotices(string name)
    {
        GradeResult result = SampleResults.All[name];
        JsonNode root = JsonNode.Parse(new ClassroomReport().Render(result))!;

        Assert.Equal(Score(name).Earned, root["tests"]!.AsArray().Sum(t => (decimal)t!["score"]!));
        Assert.Equal(Score(name).Maximum, (decimal)root["max_score"]!);
        JsonNode encoded = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(ClassroomReport.Base64(result))))!;
        Assert.True(JsonNode.DeepEquals(root, encoded));
        string[] notices = [.. ClassroomReport.Notices(result)];
        Assert.Equal($"::notice title=Autograding complete::Points {Text(Score(name).Earned)}/{Text(Score(name).Maximum)}", notices[0]);
        JsonNode report = JsonNode.Parse(notices[1]["::notice title=Autograding report::".Length..])!;
        Assert.Equal(Score(name), ((decimal)report["totalPoints"]!, (decimal)report["maxPoints"]!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Console_Total_IsTheScore(string name)
    {
        using StringWriter writer = new();

        ConsoleReport.Write(ConsoleReport.CreateConsole(writer, redirected: true, width: 80), SampleResults.All[name]);

        Assert.Contains($"{Text(Score(name).Earned)} of {Text(Score(name).Maximum)} points", writer.ToString(), StringComparison.Ordinal);
    }

    private static (decimal Earned, decimal Maximum) Score(string name) =>
        (SampleResults.All[name].Score.Earned, SampleResults.All[name].Score.Maximum);

    private static decimal Sum(IEnumerable<XElement> elements, string property) =>
        elements.Sum(e => Number((string)e.Element("properties")!.Elements("property").Single(p => (string?)p.Attribute("name") == property)
            .Attribute("value")!));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(decimal points) => points.ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\|.*\| ([0-9.]+) / ([0-9.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
