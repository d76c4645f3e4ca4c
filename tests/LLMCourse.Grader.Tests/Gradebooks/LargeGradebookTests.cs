using System.Globalization;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Exports;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>A large class goes through every step. LLMCOURSE_TEST_STUDENTS sets how large; LLMCOURSE_TEST_GRADEBOOK
/// keeps the file, to time commands on.</summary>
public sealed class LargeGradebookTests : IDisposable
{
    private readonly TemporaryGradebook _home = new();

    private static int Students =>
        int.TryParse(Environment.GetEnvironmentVariable("LLMCOURSE_TEST_STUDENTS"), CultureInfo.InvariantCulture, out int students)
            ? students
            : 60;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Write_Class_IsExportedWhole()
    {
        string path = Environment.GetEnvironmentVariable("LLMCOURSE_TEST_GRADEBOOK") ?? _home.Path;

        LargeGradebook.Write(path, Students);

        using Gradebook book = Gradebook.Open(path);
        Assert.Equal(Students + ((Students + 4) / 5), book.Attempts().Count);
        ClassGrades grades = ClassGrades.Load(book, new CoursePolicy());
        Assert.Equal(Students + 2, ExportClass.Parse(ExportClass.Write(new CanvasExport(), grades).Text).Count);
        Assert.Equal(
            grades.Students.Select(s => ExportText.Percent(s.Grade.Percent)),
            ExportClass.Parse(ExportClass.Write(new CsvExport(), grades).Text).Skip(1).Select(r => r[^1]));
    }
}
