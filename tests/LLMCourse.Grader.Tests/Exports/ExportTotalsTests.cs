using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>Reads every format back: each grade and each final number is the one that the policy gives.</summary>
public sealed class ExportTotalsTests : IDisposable
{
    private readonly ExportClass _class = new();
    private readonly IReadOnlyList<FinalGrade> _finals;

    public ExportTotalsTests() => _finals = new FinalGrader(_class.Book, ExportClass.Policy).All();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Class_OfThisTest_HasEveryKindOfGrade()
    {
        ModuleEntry[] entries = [.. _class.Grades().Students.SelectMany(s => s.Modules)];

        Assert.Contains(entries, e => e.State == GradeState.Missing);
        Assert.Contains(entries, e => e.State == GradeState.Override && e.Grade.Percent > 100);
        Assert.Contains(entries, e => e.State == GradeState.Graded && e.Grade.Percent < Math.Round(e.Grade.Chosen!.Percent, 2));
        Assert.Contains(entries, e => !e.Grade.Counts && e.Grade.Percent > 0);
        Assert.Equal(_finals.Count, _finals.Select(f => f.Percent).Distinct().Count());
    }

    [Fact]
    public void Csv_Numbers_AreThePolicys() => AssertColumns(new CsvExport(), "key", s => s.Key, m => m, "final");

    [Fact]
    public void Canvas_Numbers_AreThePolicys() => AssertColumns(new CanvasExport(), "ID", s => s.LmsId, m => m, "Final Score");

    [Fact]
    public void Moodle_Numbers_AreThePolicys() =>
        AssertColumns(new MoodleExport(), "Email address", s => s.Email, m => $"Assignment: {m} (Real)", "Course total (Real)");

    [Fact]
    public void Canvas_OtherPoints_AreTheSameShareExactly()
    {
        IReadOnlyList<string[]> rows =
            ExportClass.Parse(ExportClass.Write(new CanvasExport(), _class.Grades(), new ExportOptions { Points = 17 }).Text);

        int column = Array.IndexOf(rows[0], "M02");
        Assert.Equal("17", rows[1][column]);
        Assert.Equal(_finals.Select(f => f.Modules.Single(m => m.Module == "M02").Percent * 17),
            rows.Skip(2).Select(r => Number(r[column]) * 100));
    }

    [Fact]
    public void Json_Numbers_AreThePolicys()
    {
        JsonNode root = JsonNode.Parse(ExportClass.Write(new JsonExport(), _class.Grades()).Text)!;

        Assert.Equal(
            _finals.Select(f => (f.Student.Key, f.Percent, string.Join(' ', f.Modules.Select(m => m.Percent)))),
            root["students"]!.AsArray()
                .Select(s => ((string)s!["key"]!, (decimal)s["percent"]!,
                    string.Join(' ', s["modules"]!.AsArray().Select(m => (decimal)m!["percent"]!)))));
        Assert.Equal(_finals.SelectMany(f => f.Steps),
            root["students"]!.AsArray().SelectMany(s => s!["steps"]!.AsArray().Select(t => (string)t!)));
    }

    [Fact]
    public void Gradescope_Scores_AreThePolicys() => AssertFolder(new GradescopeExport(), text =>
    {
        JsonNode root = JsonNode.Parse(text)!;
        return ((decimal)root["score"]!, (decimal)root["extra_data"]!["max_score"]!);
    });

    [Fact]
    public void Classroom_SumsOfTests_AreThePolicys() => AssertFolder(new ClassroomExport(), text =>
    {
        JsonNode root = JsonNode.Parse(text)!;
        return (root["tests"]!.AsArray().Sum(t => (decimal)t!["score"]!), (decimal)root["max_score"]!);
    });

    [Fact]
    public void JUnit_SumsOfSuites_AreThePolicys() => AssertFolder(new JUnitExport(), text =>
    {
        XElement root = XElement.Parse(text);
        decimal Sum(string property) =>
            root.Elements("testsuite")
                .Sum(s => Number((string)s.Element("properties")!.Elements("property").Single(p => (string?)p.Attribute("name") == property)
                    .Attribute("value")!));
        return (Sum("points"), Sum("maximum"));
    });

    [Fact]
    public void Adjusted_Reports_SayWhyInWordsForTheStudent()
    {
        string folder = Path.Combine(_class.Folder, "out");
        SubmissionFolder.Write(_class.Grades("M02"), _class.Book, new GradescopeExport(), folder, CancellationToken.None);
        string Output(string student) =>
            (string)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "M02", student, "gradescope.json")))!["output"]!;

        Assert.StartsWith("Handed in late: 100.00 % became 90.00 %.\n", Output("ada"), StringComparison.Ordinal);
        Assert.StartsWith("The grade was set to 66.67 %.\n", Output("dee"), StringComparison.Ordinal);
        Assert.DoesNotContain("oral exam", Output("dee"), StringComparison.Ordinal);
        Assert.DoesNotContain("became", Output("cy"), StringComparison.Ordinal);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private void AssertColumns(IClassExport export, string id, Func<Student, string> idOf, Func<string, string> columnOf, string final)
    {
        IReadOnlyList<string[]> rows = ExportClass.Parse(ExportClass.Write(export, _class.Grades()).Text);
        string Cell(string key, string column) => rows.Single(r => r[Array.IndexOf(rows[0], id)] == key)[Array.IndexOf(rows[0], column)];

        Assert.Equal(
            _finals.Select(
                f => (f.Percent, string.Join(' ', f.Modules.Select(m => m.Percent.ToString("0.00", CultureInfo.InvariantCulture))))),
            _finals.Select(f => (Number(Cell(idOf(f.Student), final)),
                string.Join(' ', f.Modules.Select(m => Cell(idOf(f.Student), columnOf(m.Module)))))));
    }

    private void AssertFolder(ISubmissionExport export, Func<string, (decimal Points, decimal Maximum)> read)
    {
        string folder = Path.Combine(_class.Folder, "out");
        int files = SubmissionFolder.Write(_class.Grades(), _class.Book, export, folder, CancellationToken.None);

        IReadOnlyList<string[]> index = ExportClass.Parse(File.ReadAllText(Path.Combine(folder, SubmissionFolder.IndexName)));
        Assert.Equal(files, index.Count - 1);
        Assert.Equal(files, Directory.GetFiles(folder, export.FileName, SearchOption.AllDirectories).Length);
        var expected = _class.Grades().Students.SelectMany(s => s.Modules.Where(m => m.State != GradeState.Missing)
            .Select(m => (s.Student.Key, m.Grade.Module, m.Grade.Percent)));
        Assert.Equal(expected, index.Skip(1).Select(r => (r[1], r[3], Percent(read(File.ReadAllText(Path.Combine(folder, r[0])))))));
        Assert.Equal(expected.Select(e => e.Percent), index.Skip(1).Select(r => Number(r[4])));
    }

    private static decimal Percent((decimal Points, decimal Maximum) total) =>
        total.Maximum == 0 ? 0 : Math.Round(100 * total.Points / total.Maximum, 2, MidpointRounding.AwayFromZero);
}
