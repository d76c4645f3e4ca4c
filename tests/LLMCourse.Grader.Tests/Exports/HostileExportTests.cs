using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Reports;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>What students choose themselves comes back from every format as text, and as nothing else.</summary>
public sealed class HostileExportTests : IDisposable
{
    private static readonly string[] Formulas =
    [
        "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1+1", "\u00A0=1+1", "＝1+1", "－1",
        "=HYPERLINK(\"https://evil.example\",\"x\")",
        "Doe; =1+1; x", "Doe;\"=1+1;", "x,=1+1", "a\n=1+1", "'=1+1", "a\"b", "a, b", "-5", "+5", "1e5", "line\r\nbreak", "ünï 漢字 😀", "a;b",
    ];

    private readonly ExportClass _class = new(empty: true);

    public HostileExportTests()
    {
        string[] texts = [.. ((IEnumerable<object[]>)Hostile.Texts).Select(t => (string)t[0]), .. Formulas];
        _class.Book.Enrol(texts.Select(
            (t, i) => new Student(string.Create(CultureInfo.InvariantCulture, $"k{i:000}"), t, t.Length == 0 ? "" : $"{t}@x", $"{t}{i}",
                string.Create(CultureInfo.InvariantCulture, $"{i + 1}"), t)));
        _class.Book.Enrol(texts.Where(t => t.Trim().Length > 0)
            .Select((t, i) => new Student(t, "", "", $"login{i}", string.Create(CultureInfo.InvariantCulture, $"{i + 1001}"))));
        _class.Save("k000", "M02", "mixed", 0);
    }

    public static TheoryData<string> ClassFormats => [.. ExportFormats.OfClass.Select(f => f.Format)];

    public void Dispose() => _class.Dispose();

    [Theory]
    [InlineData("csv", "key", "name", "email", "login", "section")]
    [InlineData("canvas", "ID", "Student", "Section", "SIS Login ID", "Section")]
    [InlineData("moodle", "ID number", "Name", "Email address", "Username", "Name")]
    public void Csv_HostileNames_ReadBackAsTheirText(string format, params string[] columns)
    {
        IReadOnlyList<string[]> rows = ExportClass.Parse(Text(format));

        Student[] students = [.. _class.Book.Students()];
        string[][] read = [.. rows.Skip(format == "canvas" ? 2 : 1)];
        Assert.Equal(students.Length, read.Length);
        Assert.All(read, r => Assert.Equal(rows[0].Length, r.Length));
        for (int i = 0; i < students.Length; i++)
        {
            Student who = students[i];
            foreach (string column in columns)
            {
                string text = column switch
                {
                    "key" => who.Key,
                    "name" or "Name" => who.Name,
                    "Student" => who.Name.Length == 0 ? who.Key : who.Name,
                    "email" or "Email address" => who.Email,
                    "login" or "SIS Login ID" or "Username" => who.Login,
                    "section" or "Section" => who.Section,
                    _ => who.LmsId,
                };
                // An apostrophe is all that may come between a text made visible and what is read.
                string visible = ExportText.Cell(text), cell = read[i][Array.IndexOf(rows[0], column)];
                Assert.Equal(visible.Replace("'", "", StringComparison.Ordinal), cell.Replace("'", "", StringComparison.Ordinal));
                Assert.Equal(CsvText.Inert(visible), cell);
            }
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("canvas")]
    [InlineData("moodle")]
    public void Csv_HostileNames_AreNoFormulaHoweverTheFileIsCut(string format)
    {
        string text = Text(format);

        Assert.All(ExportClass.Parse(text).SelectMany(r => r), AssertInert);
        // A spreadsheet that expects semicolons or tabs ends a cell there, whatever quotes are around.
        Assert.All(text.Split(["\r\n", ";", "\t"], StringSplitOptions.None), cell => AssertInert(cell.TrimStart('"')));
    }

    [Theory]
    [MemberData(nameof(ClassFormats))]
    public void File_HostileNames_HasNeitherEscapesNorCommands(string format)
    {
        string text = Text(format);

        Assert.DoesNotContain(text.EnumerateRunes(), r => r.Value is not ('\n' or '\r')
            && Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator);
        Assert.DoesNotContain("##[", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.False(line.TrimStart().StartsWith("::", StringComparison.Ordinal), line));
    }

    [Fact]
    public void Json_HostileNames_ReadBackAsTheyAre()
    {
        string text = Text("json");

        Assert.Equal(
            _class.Book.Students().Select(s => (s.Key, s.Name, s.Email, s.Login)),
            JsonNode.Parse(text)!["students"]!.AsArray()
                .Select(s => ((string)s!["key"]!, (string)s["name"]!, (string)s["email"]!, (string)s["login"]!)));
        Assert.DoesNotContain('<', text);
    }

    [Fact]
    public void Moodle_Feedback_HoldsNothingThatStudentsWrote()
    {
        _class.Book.Save(new Attempt("k001", "M02", "h", DateTimeOffset.UnixEpoch, "<b>=1+1</b>"), ExportClass.Sample("mixed", "M02"));

        Assert.DoesNotContain("<b>", Text("moodle").Split('\n')[2], StringComparison.Ordinal);
        Assert.Contains("<b>", (string)JsonNode.Parse(Text("json"))!["students"]!.AsArray()
            .Single(s => (string)s!["key"]! == "k001")!["modules"]![0]!["attempt"]!["source"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-12.50")]
    [InlineData("-0.5")]
    [InlineData("12.5")]
    [InlineData("-")]
    public void Row_Numbers_StayNumbers(string number) => Assert.Equal(number + "\r\n", CsvText.Row([number]));

    [Fact]
    public void Canvas_LoginThatWouldBeAFormula_IsNamed()
    {
        (_, IReadOnlyList<string> notes) = ExportClass.Write(new CanvasExport(), _class.Grades());

        Assert.Contains(notes, n => n.StartsWith("Ids that could be formulas or commands", StringComparison.Ordinal));
    }

    private string Text(string format) => ExportClass.Write(ExportFormats.OfClass.Single(f => f.Format == format), _class.Grades()).Text;

    private static void AssertInert(string cell)
    {
        string start = cell.TrimStart();
        Assert.True(
            start.Length == 0 || !"=+-@＝＋－＠".Contains(start[0], StringComparison.Ordinal) || cell == "-"
            || double.TryParse(cell.Split(',')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            $"'{cell}' is a formula to a spreadsheet");
    }
}
