using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>Grades go into a gradebook that Canvas exported, and nothing else of it changes.</summary>
public sealed class CanvasTemplateTests : IDisposable
{
    // As Canvas writes it: a row about posting, a row of maxima, the test student, columns of its own at the end.
    private const string Exported = """
        Student,ID,SIS User ID,SIS Login ID,Section,Notes,HW1 (M01) (40216),HW2 (M02) (40217),Quiz (40218),Homework Current Score,Final Score
        ,,,,,,,Manual Posting,,,
            Points Possible,,,,,,10,20,5,(read only),(read only)
        "Doe, Jane",1009,S9,jdoe,LLM-1,=1+1,3,4,5,80,80
        "Lovelace, Ada",1001,S1,alovelace,LLM-1,"two
        lines",9,,5,80,80
        "Roe, Bob",1002,S2,broe,LLM-1,,EX,7.5,4,70,70
        "Ünal, Cyril",1003,S3,cunal,LLM-2,,0,-,3,60,60
        "Dee, Dee",1004,S4,ddee,LLM-2,,N/A,13.33,3,60,60
        "Noon, Eve",1005,S5,enoon,LLM-2,,,,,,
        "Student, Test",1999,,x,LLM-1,,,,,,

        """;

    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public Task Fill_Exported_ChangesOnlyTheModulesColumns()
    {
        ClassGrades grades = _class.Grades("M02");

        (string text, IReadOnlyList<string> notes) = Fill(Exported, grades);

        IReadOnlyList<string[]> before = ExportClass.Parse(Exported), after = ExportClass.Parse(text);
        int column = Array.IndexOf(before[0], "HW2 (M02) (40217)");
        Assert.Equal(before.Select(Others), after.Select(Others));
        Assert.Equal(["HW2 (M02) (40217)", "Manual Posting", "20", "4", "18.00", .. Points(grades, "bob", "cy", "dee", "eve"), ""],
            after.Select(r => r[column]));
        return Verifier.Verify(string.Join('\n', [text.ReplaceLineEndings("\n"), .. notes]));

        string[] Others(string[] row) =>
            [.. row.Where((_, i) => i != column).Select(c => c == "=1+1" ? "'=1+1" : c.ReplaceLineEndings("\n"))];
    }

    [Fact]
    public void Fill_ExcusedAndUnassigned_StayAndAreNamed()
    {
        (string text, IReadOnlyList<string> notes) =
            Fill(Exported, _class.Grades("M01"), new ExportOptions { Missing = MissingGrade.Blank });

        IReadOnlyList<string[]> rows = ExportClass.Parse(text);
        Assert.Equal(["10", "3", "10.00", "EX", "0", "N/A", "", ""], rows.Skip(2).Select(r => r[6]));
        Assert.Contains("M01 stays as before for bob (Bob Roe) EX, dee (Dee Dee) N/A.", notes);
    }

    [Fact]
    public void Fill_LastAndFirstNamesApart_AreUnderstood()
    {
        string template = Exported
            .Replace("Student,ID,", "LastName,FirstName,ID,", StringComparison.Ordinal)
            .Replace("\n,,,,,,,", "\n,,,,,,,,", StringComparison.Ordinal)
            .Replace("Points Possible,,,,,,", "Points Possible,,,,,,,", StringComparison.Ordinal)
            .Replace(", ", "\",\"", StringComparison.Ordinal)
            .Replace("1003,S3,cunal", ",,", StringComparison.Ordinal);

        (string text, IReadOnlyList<string> notes) = Fill(template, _class.Grades("M02"));

        Assert.Equal(["4", "18.00", "5.04", "20.00"], ExportClass.Parse(text).Skip(3).Take(4).Select(r => r[8]));
        Assert.Contains("Found by their names alone, look at them: cy (Cyril Ünal).", notes);
    }

    [Fact]
    public void Fill_SemicolonsAndByteOrderMark_Stay()
    {
        string template = "\uFEFF" + Exported.Replace(',', ';').Replace("\"Doe; Jane\"", "\"Doe, Jane\"", StringComparison.Ordinal);

        (string text, _) = Fill(template, _class.Grades("M02"));

        Assert.StartsWith("\uFEFFStudent;ID;SIS User ID;", text, StringComparison.Ordinal);
        Assert.Equal("18.00", ExportClass.Parse(text.TrimStart('\uFEFF'), ";")[4][7]);
    }

    [Fact]
    public void Fill_StudentWithGradesButNoRow_IsRefusedByName()
    {
        _class.Save("zoe", "M02", "mixed", 0);

        CourseException error = Assert.Throws<CourseException>(() => Fill(Exported, _class.Grades("M02")));

        Assert.Contains("1 of the gradebook's students has grades and no row in", error.Message, StringComparison.Ordinal);
        Assert.Contains(": zoe. ", error.Message, StringComparison.Ordinal);
        (_, IReadOnlyList<string> notes) = Fill(Exported, _class.Grades("M02"), new ExportOptions { SkipUnmatched = true });
        Assert.Contains("Left out, since the template has no row for them: zoe.", notes);
    }

    [Fact]
    public void Fill_StudentOfNobodysRow_IsLeftAndNamed()
    {
        (_, IReadOnlyList<string> notes) = Fill(Exported, _class.Grades("M02"));

        Assert.Contains("1 row of the template stays as before; it is about nobody in the gradebook: Jane Doe.", notes);
    }

    [Fact]
    public void Fill_KeysAlone_MatchLoginsAndNames()
    {
        using ExportClass plain = new(empty: true);
        plain.Book.Enrol([new Student("alovelace"), new Student("s2", "Bob Roe")]);
        plain.Save("alovelace", "M02", "perfect", 0);
        plain.Save("s2", "M02", "perfect", 0);
        plain.Save("x", "M02", "mixed", 0);
        plain.Book.Enrol([new Student("x", "Cyril Ünal")]);

        (string text, IReadOnlyList<string> notes) = Fill(Exported, plain.Grades("M02"));

        Assert.Equal(["20.00", "20.00"], ExportClass.Parse(text).Where(r => r[1] is "1001" or "1002").Select(r => r[7]));
        Assert.Contains("Found by their names alone, look at them: x (Cyril Ünal).", notes);
    }

    [Fact]
    public void Fill_ANameThatIsAnothers_DoesNotTakeHisRow()
    {
        _class.Book.Enrol([new Student("mallory", "Ada Lovelace", "", "mallory", "1666")]);
        _class.Save("mallory", "M02", "starter", -60);

        CourseException error = Assert.Throws<CourseException>(() => Fill(Exported, _class.Grades("M02")));

        Assert.Contains("mallory (Ada Lovelace)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1002", "alovelace", "is that of bob (Bob Roe) by its ID and of ada (Lovelace, Ada) by its SIS Login ID")]
    [InlineData("1002", "", "has 2 rows for bob (Bob Roe)")]
    public void Fill_RowOfTwo_IsRefused(string id, string login, string message)
    {
        string template = Exported.Replace("1001,S1,alovelace", $"{id},,{login}", StringComparison.Ordinal);

        Assert.Contains(message, Assert.Throws<CourseException>(() => Fill(template, _class.Grades("M02"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HW2 (M02) (40217)", "HW2 (40217)",
        "has no column whose name has M02 in it; it has 'HW1 (M01) (40216)', 'HW2 (40217)', 'Quiz (40218)'")]
    [InlineData("Quiz (40218)", "M02 again (40218)", "has several columns for M02: 'HW2 (M02) (40217)', 'M02 again (40218)'")]
    [InlineData("Student,ID,", "Name,ID,", "is no gradebook of Canvas: its first column is 'Name'")]
    [InlineData("Section", "Group", "is no gradebook of Canvas: it has no column 'Section'")]
    [InlineData("10,20,5,", "10,much,5,", "are 'much', which is no number above 0")]
    [InlineData("10,20,5,", "10,(read only),5,", "it is read-only")]
    [InlineData("\"Doe, Jane\"", "Doe, Jane", "row 4 has 12 fields where the header has 11")]
    public void Fill_FlawedTemplate_SaysWhatToDo(string old, string changed, string message)
    {
        string template = Exported.Replace(old, changed, StringComparison.Ordinal);

        Assert.Contains(message, Assert.Throws<CourseException>(() => Fill(template, _class.Grades("M02"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_PointsThatTheAssignmentDoesNotHave_AreRefused()
    {
        CourseException error =
            Assert.Throws<CourseException>(() => Fill(Exported, _class.Grades("M02"), new ExportOptions { Points = 100 }));

        Assert.Contains("'HW2 (M02) (40217)' has 20 points possible, not 100.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Quiz")]
    [InlineData("quiz (40218)")]
    public void Fill_NamedColumn_IsFilled(string name)
    {
        (string text, _) =
            Fill(Exported, _class.Grades("M02"), new ExportOptions { Columns = new Dictionary<string, string> { ["M02"] = name } });

        IReadOnlyList<string[]> rows = ExportClass.Parse(text);
        Assert.Equal(("", "4.50"), (rows[4][7], rows[4][8]));
    }

    [Fact]
    public void Fill_NotUtf8_IsRefused()
    {
        string file = Path.Combine(_class.Folder, "latin1.csv");
        File.WriteAllBytes(file, System.Text.Encoding.Latin1.GetBytes(Exported));

        CourseException error = Assert.Throws<CourseException>(
            () => ExportClass.Write(new CanvasExport(), _class.Grades("M02"), new ExportOptions { Template = file }));

        Assert.Contains("is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1001", "", "one Canvas ID, '1001'")]
    [InlineData("", "ALOVELACE", "one login, 'ALOVELACE'")]
    public void New_StudentsWhomCanvasCannotTellApart_AreRefused(string lmsId, string login, string message)
    {
        _class.Book.Enrol([new Student("twin", "Ada L.", "", login, lmsId)]);

        Assert.Contains(message, Assert.Throws<CourseException>(() => ExportClass.Write(new CanvasExport(), _class.Grades())).Message,
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void New_IdThatIsNoNumber_IsNotTheCanvasId()
    {
        // Canvas reads "1002abc" as 1002, which is somebody else.
        _class.Book.Enrol([new Student("ada", LmsId: "1002abc")]);

        IReadOnlyList<string[]> rows = ExportClass.Parse(ExportClass.Write(new CanvasExport(), _class.Grades()).Text);

        Assert.Equal(["", "1002abc"], rows[2][1..3]);
    }

    [Fact]
    public Task New_Class_CanBeRead()
    {
        string[] texts = [.. ExportFormats.OfClass.Where(f => f.Format != "json").Select(f =>
        {
            (string text, IReadOnlyList<string> notes) = ExportClass.Write(f, _class.Grades());
            return string.Join('\n', [$"== {f.Format}", text.ReplaceLineEndings("\n"), .. notes]);
        })];

        return Verifier.Verify(string.Join('\n', texts));
    }

    private static IEnumerable<string> Points(ClassGrades grades, params string[] keys) =>
        keys.Select(k => ExportText.Points(grades.Students.Single(s => s.Student.Key == k).Modules[0].Grade.Percent, 20));

    private (string Text, IReadOnlyList<string> Notes) Fill(string template, ClassGrades grades, ExportOptions? options = null) =>
        ExportClass.Write(new CanvasExport(), grades,
            (options ?? new ExportOptions()) with { Template = _class.Put("template.csv", template) });
}
