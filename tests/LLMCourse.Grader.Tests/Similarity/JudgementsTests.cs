using System.Xml.Linq;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Similarity;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Gradebooks;

namespace LLMCourse.Grader.Tests.Similarity;

/// <summary>Groups that are the same are one entry of the list, and what people thought of a pair is remembered.</summary>
public sealed class JudgementsTests : IDisposable
{
    private const string Loop = """
        public static Tensor Mean(Tensor x)
        {
            Tensor total = zeros(1);
            // summing up
            for (long i = 0; i < x.numel(); i++) total += x[i];
            return total / x.numel();
        }
        """;

    private const string Variance =
        "public static Tensor Variance(Tensor x) { Tensor m = x.mean(); Tensor d = x - m; return (d * d).sum() / (x.numel() - 1); }";

    private readonly TemporaryGradebook _home = new();
    private readonly SmallClass _class = new();

    public JudgementsTests()
    {
        foreach (string key in (string[])["ada", "bob", "cem", "dee"])
            _class.Add(key, SmallClass.With(Loop.Replace("total", $"t{key}", StringComparison.Ordinal)));
        _class.Add("eve", SmallClass.With(Loop + "\n" + Variance)).Add("fay", SmallClass.With(Variance));
    }

    public void Dispose()
    {
        _class.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void Compare_FourTheSame_AreOneEntryAndStandForEachOther()
    {
        SimilarityReport report = _class.Compare();

        Assert.Equal(["ada", "bob", "cem", "dee"], Assert.Single(report.Same));

        // 6 pairs within the group, 4 of it with eve, and eve with fay: three entries.
        Assert.Equal((11, 3, 3), (report.Pairs.Count, report.Entries, report.Closest.Count));
        Assert.Equal([6, 4, 1], report.Pairs.GroupBy(p => p.Rank).Select(g => g.Count()).OrderDescending());
        Assert.All(report.Pairs.GroupBy(p => p.Rank), g => Assert.Single(g.Select(p => p.Shared).Distinct()));
        Assert.Contains(report.Closest, c => SimilarityWords.Sides(report, c.Pair) == ("ada", "3 with the same code: bob, cem, dee"));
        Assert.Contains(report.Closest, c => SimilarityWords.Sides(report, c.Pair) == ("ada and 3 with the same code", "eve"));
        Assert.Contains(report.Closest, c => SimilarityWords.Sides(report, c.Pair) == ("eve", "fay"));
        Assert.All(SimilarityWords.Nearest(report), n => Assert.InRange(n.Rank, 1, 3));
    }

    [Fact]
    public void Html_Passage_HasTheLinesThatBothHaveMarked()
    {
        XDocument page = XDocument.Parse(SimilarityHtml.Render(_class.Compare()).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

        XElement first = page.Descendants("pre").First(p => p.Value.Contains("tada", StringComparison.Ordinal));
        Assert.Equal(3, first.Elements("mark").Count());
        Assert.Equal("// summing up", Assert.Single(first.Elements("span")).Value.Trim());
    }

    [Fact]
    public void With_JudgedPairs_ShowsTheLastOfEachAtTheEntryThatStandsForIt()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Enrol([new Student("ada"), new Student("bob"), new Student("cem"), new Student("eve"), new Student("fay")]);
        Judge(book, "cem", "bob", "suspicious", "no talk yet");
        Judge(book, "bob", "cem", "cleared", "one <b>group</b>");
        Judge(book, "fay", "eve", "suspicious", "to be asked");
        book.Add(new Judgement("ada", "eve", "M01", "cleared", "Prof. X", "another module", TemporaryGradebook.Noon));

        SimilarityReport report = SimilarityWords.With(_class.Compare(), book.Judgements());

        Assert.Equal(["cleared", "suspicious"],
            report.Closest.SelectMany(c => c.Judged).Select(j => j.Verdict).Order(StringComparer.Ordinal));
        Assert.Equal("cleared", SimilarityWords.Verdicts(report.Closest.Single(c => (c.Pair.A, c.Pair.B) == ("ada", "bob"))));
        string html = SimilarityHtml.Render(report), markdown = SimilarityMarkdown.Render(report);
        Assert.Contains("bob and cem: judged cleared by Prof. X on 2026-11-01 12:00 UTC: one &lt;b&gt;group&lt;/b&gt;", html,
            StringComparison.Ordinal);
        Assert.Contains("<th>judged</th>", html, StringComparison.Ordinal);
        Assert.Contains("fay and eve: judged suspicious by Prof. X", markdown, StringComparison.Ordinal);

        // What is taken back no longer holds, and what held before does.
        DecisionEntry undone = book.Undo("S2", "Prof. X", "wrong pair", TemporaryGradebook.Noon);
        Assert.Equal(("bob and cem M09", "cleared, as for what is alike"), (undone.About, undone.What));
        Assert.Equal("suspicious",
            SimilarityWords.Verdicts(
                SimilarityWords.With(_class.Compare(), book.Judgements()).Closest.Single(c => (c.Pair.A, c.Pair.B) == ("ada", "bob"))));
        book.Join("fay", "fiona");
        Assert.Contains(book.Judgements(), j => (j.A, j.B) == ("fiona", "eve"));
    }

    [Fact]
    public async Task Judge_FromTheCommandLine_IsKeptAndRefusesWhatIsNone()
    {
        using (Gradebook book = Gradebook.OpenForGrading(_home.Path)) book.Enrol([new Student("ada"), new Student("bob")]);
        Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments) =>
            GraderProcess.RunAsync(["gradebook", .. arguments, "--who", "Prof. X", "--why", "asked both", "-g", _home.Path]);

        Assert.Equal(0, (await Run("judge", "ada", "bob", "M02", "cleared")).ExitCode);
        (int code, _, string error) = await Run("judge", "ada", "ADA", "M02", "cleared");
        Assert.Equal(2, code);
        Assert.Contains("is named twice", error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("judge", "ada", "bob", "M02", "guilty")).ExitCode);

        (code, string output, _) = await GraderProcess.RunAsync("gradebook", "decisions", "bob", "-g", _home.Path);
        Assert.Equal(0, code);
        Assert.StartsWith("S1 ada and bob M02: cleared, as for what is alike; Prof. X on ", output, StringComparison.Ordinal);

        using Gradebook read = Gradebook.Open(_home.Path);
        Assert.Equal(("ada", "bob", "M02", "cleared", "asked both"),
            Assert.Single(read.Judgements()) is var j ? (j.A, j.B, j.Module, j.Verdict, j.Why) : default);
    }

    private static void Judge(Gradebook book, string a, string b, string verdict, string why) =>
        book.Add(new Judgement(a, b, "M09", verdict, "Prof. X", why, TemporaryGradebook.Noon));
}
