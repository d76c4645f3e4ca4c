using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>Grades go into a file that Moodle exported, and nothing else of it changes.</summary>
public sealed class MoodleTemplateTests : IDisposable
{
    private const string Exported = """
        "First name",Surname,"ID number","Email address","Assignment: HW2 M02 (Real)","Assignment: HW2 M02 (Feedback)","Course total (Real)","Last downloaded from this course"
        Ada,Lovelace,77,Ada@example.edu,-,,-,1700000000
        Bob,Roe,78,bob@example.edu,50.00,"well done",50.00,1700000000
        Cyril,Ünal,79,cy@example.edu,,,-,1700000000
        Dee,Dee,80,dee@example.edu,,,-,1700000000
        Eve,Noon,81,eve@example.edu,,,-,1700000000
        """;

    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Fill_Exported_ChangesOnlyGradeAndFeedback()
    {
        ClassGrades grades = _class.Grades("M02");

        (string text, IReadOnlyList<string> notes) = Fill(Exported, grades);

        IReadOnlyList<string[]> before = ExportClass.Parse(Exported), after = ExportClass.Parse(text);
        Assert.Equal(before.Select(r => r.Where((_, i) => i is not (4 or 5))), after.Select(r => r.Where((_, i) => i is not (4 or 5))));
        Assert.Equal(grades.Students.Select(s => ExportText.Percent(s.Modules[0].Grade.Percent)), after.Skip(1).Select(r => r[4]));
        Assert.Equal("Set to 66.67 %.", after[4][5]);
        Assert.Equal("Nothing was handed in.", after[5][5]);
        Assert.Contains(notes,
            n => n.Contains("5 grades of 100; 1 changes what was there: bob (Bob Roe) 50.00 to", StringComparison.Ordinal));
    }

    [Fact]
    public void Fill_NumberOfADownload_IsNotTakenForAnIdNumber()
    {
        // Without a roster lms_id is the number in the downloaded folder's name; here it is somebody else's ID number.
        using ExportClass plain = new(empty: true);
        plain.Book.Enrol([new Student("78", "Ada Lovelace", LmsId: "78")]);
        plain.Save("78", "M02", "perfect", 0);

        (string text, _) = Fill(Exported, plain.Grades());

        Assert.Equal(["100.00", "50.00"], ExportClass.Parse(text).Skip(1).Take(2).Select(r => r[4]));
    }

    [Fact]
    public void Fill_Unmatched_IsRefusedByName()
    {
        _class.Book.Enrol([new Student("zoe", "Zoe Z", "zoe@example.edu")]);
        _class.Save("zoe", "M02", "mixed", 0);

        Assert.Contains(": zoe (Zoe Z). ", Assert.Throws<CourseException>(() => Fill(Exported, _class.Grades("M02"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_NoColumnThatIdentifies_IsRefused()
    {
        CourseException error = Assert.Throws<CourseException>(() => Fill("Vorname,Punkte M02\nAda,3\n", _class.Grades("M02")));

        Assert.Contains("has none of the columns 'Email address'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_GradeAboveTheLimit_IsNamed()
    {
        (_, IReadOnlyList<string> notes) = ExportClass.Write(new MoodleExport(), _class.Grades());

        Assert.Contains("Moodle gives up the import at a grade above 100, unless unlimitedgrades is set: dee (Dee Dee).", notes);
    }

    [Fact]
    public void New_StudentsWithoutIds_AreNamed()
    {
        _class.Book.Enrol([new Student("55", "Fay", LmsId: "55")]);

        (_, IReadOnlyList<string> notes) =
            ExportClass.Write(new MoodleExport(), _class.Grades("M02"), new ExportOptions { Missing = MissingGrade.Blank });

        Assert.Contains("In Moodle's import, map the user by 'ID number': every student has one, and no two the same.", notes);
        _class.Book.Enrol([new Student("66", "Gil", LmsId: "1001")]);
        (_, notes) = ExportClass.Write(new MoodleExport(), _class.Grades("M02"));
        Assert.Contains("No column tells all students apart, so Moodle would give up the import. Complete the emails in the roster: 55 (Fay), 66 (Gil).", notes);
    }

    [Fact]
    public void New_NothingHandedIn_IsZeroOrNoGrade()
    {
        string Of(MissingGrade missing) =>
            ExportClass.Parse(
                ExportClass.Write(new MoodleExport(), _class.Grades("M02"), new ExportOptions { Missing = missing }).Text)[^1][4];

        Assert.Equal(("0.00", "-"), (Of(MissingGrade.Zero), Of(MissingGrade.Blank)));
    }

    private (string Text, IReadOnlyList<string> Notes) Fill(string template, ClassGrades grades) =>
        ExportClass.Write(new MoodleExport(), grades, new ExportOptions { Template = _class.Put("template.csv", template) });
}
