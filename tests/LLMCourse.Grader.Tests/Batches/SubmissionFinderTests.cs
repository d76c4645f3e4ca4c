using System.Diagnostics;
using LLMCourse.Grader.Batches;
using LLMCourse.Grader.Course;

namespace LLMCourse.Grader.Tests.Batches;

public sealed class SubmissionFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-finder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_PlainFoldersAndArchives_AreTheirNames()
    {
        Put("ada/Softmax.cs");
        Put("bob.zip");
        Put("notes.txt");
        Put(".hidden/Softmax.cs");

        Assert.Equal(["ada", "bob"], SubmissionFinder.Find(_folder).Select(f => f.Student.Key));
    }

    [Fact]
    public void Find_CanvasDownload_HasIdsAndNames()
    {
        Put("doejane_1001_55555_m02.zip");
        Put("roerick_LATE_1002_55556_Softmax.cs");
        Put("roerick_LATE_1002_55557_Attention-1.cs");

        IReadOnlyList<FoundSubmission> found = SubmissionFinder.Find(_folder);

        Assert.Equal([("1001", "doejane"), ("1002", "roerick")], found.Select(f => (f.Student.Key, f.Student.Name)));
        Assert.Equal(["Attention.cs", "Softmax.cs"], found[1].LooseFiles.Select(SubmissionFinder.NameOfLoose).Order());
        Assert.True(found[0].IsArchive);
        Assert.False(found[1].IsArchive);
    }

    [Fact]
    public void Find_MoodleDownload_HasIdsAndNames()
    {
        Put("Jane Doe_12345_assignsubmission_file_/work.zip");
        Put("Rick Roe_12346_assignsubmission_file/Softmax.cs");

        IReadOnlyList<FoundSubmission> found = SubmissionFinder.Find(_folder);

        Assert.Equal([("12345", "Jane Doe"), ("12346", "Rick Roe")], found.Select(f => (f.Student.Key, f.Student.Name)));
        Assert.EndsWith("work.zip", found[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ClonesOfAClassroom_AreLoginsWithTheTimeOfTheLastCommit()
    {
        foreach (string name in (string[])["llm-attention-ada", "llm-attention-bob-b"])
        {
            Put($"{name}/Softmax.cs");
            Git(name, "init", "-q");
            Git(name, "add", ".");
            Git(name, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x", "--date", "2026-11-01T10:00:00Z");
        }

        IReadOnlyList<FoundSubmission> found = SubmissionFinder.Find(_folder);

        Assert.Equal(["ada", "bob-b"], found.Select(f => f.Student.Login));
        Assert.All(found, f => Assert.Equal(new DateTimeOffset(2026, 11, 2, 3, 4, 5, TimeSpan.Zero), f.SubmittedUtc));
    }

    [Fact]
    public void Find_CloneWhoseConfigurationNamesPrograms_RunsNoneOfThem()
    {
        foreach (string name in (string[])["llm-a", "llm-b"])
        {
            Put($"{name}/Softmax.cs");
            Git(name, "init", "-q");
            Git(name, "add", ".");
            Git(name, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x");
            string trap = Path.Combine(_folder, "ran");
            File.AppendAllText(Path.Combine(_folder, name, ".git", "config"),
                $"[core]\n\tfsmonitor = touch {trap}\n\tpager = touch {trap}\n\tsshCommand = touch {trap}\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = touch {trap}\n[diff]\n\texternal = touch {trap}\n");
        }

        IReadOnlyList<FoundSubmission> found = SubmissionFinder.Find(_folder);

        Assert.Equal(2, found.Count);
        Assert.False(File.Exists(Path.Combine(_folder, "ran")));
    }

    [Fact]
    public void Find_OneStudentTwice_IsAnError()
    {
        Put("ada/Softmax.cs");
        Put("ada.zip");

        Assert.Contains("both of 'ada'", Assert.Throws<CourseException>(() => SubmissionFinder.Find(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_LinkToAFolder_IsNotFollowed()
    {
        Put("ada/Softmax.cs");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "eve"), "/etc");

        Assert.Equal(["ada"], SubmissionFinder.Find(_folder).Select(f => f.Student.Key));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public void Find_NothingThere_SaysWhatIsExpected(string sub)
    {
        Assert.Contains("for each student", Assert.Throws<CourseException>(() => SubmissionFinder.Find(Path.Combine(_folder, sub))).Message, StringComparison.Ordinal);
    }

    private void Put(string path)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "x");
    }

    private void Git(string clone, params string[] arguments)
    {
        var info = new ProcessStartInfo("git", ["-C", Path.Combine(_folder, clone), .. arguments]);
        info.Environment["GIT_COMMITTER_DATE"] = "2026-11-02T03:04:05Z";
        using Process git = Process.Start(info)!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
