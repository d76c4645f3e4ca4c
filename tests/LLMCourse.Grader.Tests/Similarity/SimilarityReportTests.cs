using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Classes.Similarity;
using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Class;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Similarity;

public sealed class SimilarityReportTests : IDisposable
{
    private const string Loop = """
        public static Tensor Mean(Tensor x)
        {
            Tensor total = zeros(1);
            for (long i = 0; i < x.numel(); i++) total += x[i]; // summing up </pre><script>alert(1)</script> ``` | [x](http://evil)
            return total / x.numel();
        }
        """;

    private readonly SmallClass _class = new();

    public SimilarityReportTests() => _class
        .Add("ada", SmallClass.With(Loop))
        .Add("b<ob>|`[x](e)", SmallClass.With(Loop.Replace("total", "sum", StringComparison.Ordinal)))
        .Add("cem\u001b[31m\u202e", SmallClass.With("public static Tensor Mean(Tensor x) => x.mean();"))
        .AddArchive("eve", "../<b>evil</b>.cs", "x");

    public void Dispose() => _class.Dispose();

    [Fact]
    public Task Markdown_SmallClass_ReadsWell() => Verifier.Verify(SimilarityMarkdown.Render(_class.Compare()));

    [Fact]
    public Task Terminal_SmallClass_ReadsWell()
    {
        using var writer = new StringWriter();
        SimilarityCommand.Write(ConsoleReport.CreateConsole(writer, redirected: true, width: 100), _class.Compare(), "alike.html");
        return Verifier.Verify(string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())));
    }

    [Fact]
    public void Html_StudentsText_IsNeverMarkup()
    {
        string html = SimilarityHtml.Render(_class.Compare());

        XDocument page = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.Empty(page.Descendants("script"));
        Assert.All(page.Descendants("b"), b => Assert.True(int.TryParse(b.Value, out _), b.Value));
        Assert.DoesNotContain('\u001b', html);
        Assert.DoesNotContain('\u202e', html);
        Assert.Equal(2, page.Descendants("pre").Count());
        Assert.Contains("summing up </pre><script>", page.Descendants("pre").First().Value, StringComparison.Ordinal);
        HashSet<string> ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.All(page.Descendants("a").Attributes("href"), a => Assert.Contains(a.Value[1..], ids));
    }

    [Fact]
    public void Json_HasEveryPairAndReadsBack()
    {
        SimilarityReport report = _class.Compare(top: 1);

        using JsonDocument json = JsonDocument.Parse(SimilarityJson.Render(report));

        Assert.Equal(report.Pairs.Count, json.RootElement.GetProperty("pairs").GetArrayLength());
        Assert.Equal("ada", json.RootElement.GetProperty("closest")[0].GetProperty("pair").GetProperty("a").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("submissions").GetArrayLength());
    }

    [Fact]
    public void EveryFormat_AccusesNobody()
    {
        SimilarityReport report = _class.Compare();

        foreach (string text in (string[])[SimilarityHtml.Render(report), SimilarityMarkdown.Render(report), SimilarityJson.Render(report)])
            Assert.DoesNotMatch(new Regex("plagiar|cheat|stole|copied|suspect|guilt", RegexOptions.IgnoreCase), text);
    }

    [Fact]
    public void Compare_Twice_GivesTheSameBytes() =>
        Assert.Equal(SimilarityJson.Render(_class.Compare()), SimilarityJson.Render(_class.Compare()));

    [Fact]
    public void Spread_CountsEveryPairOnce()
    {
        SimilarityReport report = _class.Compare();

        Assert.Equal(report.AllPairs, SimilarityWords.Spread(report).Sum(r => r.Pairs));
    }
}
