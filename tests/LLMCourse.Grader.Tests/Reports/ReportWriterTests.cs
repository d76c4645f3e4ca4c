using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report-writer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parse_EveryFormat_GivesTheFilesInOrder() =>
        Assert.Equal(
            (string[])["report.md", "result.json", "report.html", "junit.xml", "classroom.json", "gradescope.json"],
            ReportFormats.Parse("md,json, HTML ,junit,classroom,gradescope,md").Select(w => w.FileName));

    [Theory]
    [InlineData("md,pdf", "'pdf' is not a report format; the formats are md, json, html, junit, classroom, gradescope.")]
    [InlineData("\u001b[31m", "'⟨ESC⟩[31m' is not a report format; the formats are md, json, html, junit, classroom, gradescope.")]
    [InlineData(" , ", "No report format is named; the formats are md, json, html, junit, classroom, gradescope.")]
    public void Parse_UnknownFormat_ListsTheKnownOnes(string names, string says) =>
        Assert.Equal(says, Assert.Throws<FormatException>(() => ReportFormats.Parse(names)).Message);

    [Fact]
    public void WriteAll_IntoANewFolder_LeavesTheReportsOnly()
    {
        string folder = Path.Combine(_folder, "new", "folder");

        IReadOnlyList<string> paths = ReportWriter.WriteAll(SampleResults.Mixed(), ReportFormats.All, folder);

        Assert.Equal(ReportFormats.All.Select(f => Path.Combine(folder, f.FileName)), paths);
        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal));
        Assert.All(paths, p => Assert.NotEqual(0xEF, File.ReadAllBytes(p)[0]));
        Assert.All(paths, p => Assert.DoesNotContain((byte)'\r', File.ReadAllBytes(p)));
    }

    [Fact]
    public void WriteAll_OverOldReports_ReplacesThem()
    {
        _ = ReportWriter.WriteAll(SampleResults.Starter(), ReportFormats.Parse("json"), _folder);
        string path = Assert.Single(ReportWriter.WriteAll(SampleResults.Perfect(), ReportFormats.Parse("json"), _folder));

        Assert.Equal(ResultJson.Write(SampleResults.Perfect()), File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void WriteAll_WhereAFolderIsInTheWay_LeavesNoTemporaryFile()
    {
        _ = Directory.CreateDirectory(Path.Combine(_folder, "result.json", "inside"));

        Assert.ThrowsAny<Exception>(() => ReportWriter.WriteAll(SampleResults.Perfect(), ReportFormats.Parse("json"), _folder));

        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }
}
