using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Exports;

public sealed class SubmissionFolderTests : IDisposable
{
    private readonly ExportClass _class = new();

    private string Folder => Path.Combine(_class.Folder, "out");

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Write_Class_HasAFileForEachGradeThatRestsOnSomething()
    {
        int files = Write();

        Assert.Equal(10, files);
        Assert.True(File.Exists(Path.Combine(Folder, "M02", "ada", "junit.xml")));
        Assert.True(File.Exists(Path.Combine(Folder, "M03", "dee", "junit.xml")));
        Assert.False(Directory.Exists(Path.Combine(Folder, "M02", "eve")));
    }

    [Fact]
    public void Write_FolderThatIsNotEmpty_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Folder);
        string mine = Path.Combine(Folder, "mine.txt");
        File.WriteAllText(mine, "x");

        CourseException error = Assert.Throws<CourseException>(() => Write());

        Assert.Contains("is not empty. Name a new folder", error.Message, StringComparison.Ordinal);
        Assert.Equal([mine], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Write_Stopped_LeavesNothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        string[] before = Directory.GetFileSystemEntries(_class.Folder);

        Assert.Throws<OperationCanceledException>(
            () => SubmissionFolder.Write(_class.Grades(), _class.Book, new JUnitExport(), Folder, stop.Token));

        Assert.Equal(before, Directory.GetFileSystemEntries(_class.Folder));
    }

    [Fact]
    public void Write_HostileKeys_StayInTheFolder()
    {
        foreach (string key in new[] { "../../evil", "/etc/evil", "a/../../evil", "con", "C:\\evil" })
        {
            _class.Book.Enrol([new Student(key)]);
            _class.Save(key, "M02", "mixed", 0);
        }

        string[] before = Directory.GetFileSystemEntries(_class.Folder);
        Write();

        Assert.Equal(before.Append(Folder).Order(), Directory.GetFileSystemEntries(_class.Folder).Order());
        Assert.All(Directory.GetFileSystemEntries(Folder),
            e => Assert.Contains(Path.GetFileName(e), new[] { "M01", "M02", "M03", "index.csv" }));
        Assert.All(Directory.GetDirectories(Path.Combine(Folder, "M02")),
            d => Assert.Equal(["junit.xml"], Directory.GetFileSystemEntries(d).Select(Path.GetFileName)));
        Assert.False(Directory.Exists("/etc/evil"));
    }

    private int Write() => SubmissionFolder.Write(_class.Grades(), _class.Book, new JUnitExport(), Folder, CancellationToken.None);
}
