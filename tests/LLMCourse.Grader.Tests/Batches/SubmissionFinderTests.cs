using System.Diagnostics;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Course;

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
        Put("cyd.tar.gz");
        Put("notes.txt");
        Put(".hidden/Softmax.cs");
        Put(".DS_Store");
        Put("__MACOSX/._bob.zip");

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal(["ada", "bob", "cyd"], Keys(found));
        Assert.Equal([".hidden", "notes.txt"], found.NotTaken.Select(n => n.Name));
    }

    [Fact]
    public void Find_CanvasDownload_HasIdsAndNames()
    {
        Put("doejane_1001_55555_m02.zip");
        Put("doejane_1001_55559_report.pdf");
        Put("roerick_LATE_1002_55556_Softmax.cs");
        Put("roerick_LATE_1002_55557_Attention-1.cs");
        Put("low_1003_text.html");
        Put("anon_k3d9x_55560_hw.zip");

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal(["1001", "1002", "1003", "k3d9x"], Keys(found).Order());
        FoundSubmission rick = Of(found, "1002");
        Assert.Equal(("roerick", true, true), (rick.Student.Name, rick.IsMarkedLate, rick.IsDownloaded));
        Assert.Equal(["Attention.cs", "Softmax.cs"], rick.Parts.Select(p => p.Name).Order());
        Assert.Equal(false, Of(found, "1001").IsMarkedLate);
        Assert.Equal(["m02.zip", "report.pdf"], Of(found, "1001").Parts.Select(p => p.Name));
    }

    [Fact]
    public void Find_MoodleDownload_HasIdsAndNames()
    {
        Put("Jane Doe_12345_assignsubmission_file_/work.zip");
        Put("Jane Doe_12345_assignsubmission_onlinetext_/onlinetext.html");
        Put("Rick Roe_12346_assignsubmission_file/Softmax.cs");
        Put("Kim Low_12347_assignsubmission_file_Softmax.cs");
        Put("Kim Low_12347_assignsubmission_file_Attention.cs");
        Put("Kim Low_12347_assignfeedback_file_marks.pdf");

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal([("12345", "Jane Doe"), ("12347", "Kim Low"), ("12346", "Rick Roe")],
            found.Submissions.Select(f => (f.Student.Key, f.Student.Name)));
        Assert.All(found.Submissions, f => Assert.Equal((true, ""), (f.IsKnownByName, f.Student.LmsId)));
        Assert.Equal(["Attention.cs", "Softmax.cs"], Of(found, "12347").Parts.Select(p => p.Name));
        Assert.Equal("Feedback from Moodle, not a submission.", Assert.Single(found.NotTaken).Reason);
    }

    [Fact]
    public void Find_GradescopeExport_IsReadByItsMetadata()
    {
        Put("submission_7/Softmax.cs");
        Put("submission_8/Softmax.cs");
        File.WriteAllText(Path.Combine(_folder, "submission_metadata.yml"), """
            ---
            submission_7:
              :submitters:
              - :name: Jane Doe
                :sid: '1001'
                :email: jane@example.org
              - :name: Rick Roe
                :sid:
                :email: rick@example.org
              :created_at: 2026-11-22 00:30:00.000000000 Z
              :score: 7.5
            submission_9:
              :submitters: []
            """);

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal([("1001", "Jane Doe"), ("rick@example.org", "Rick Roe")],
            found.Submissions.Select(f => (f.Student.Key, f.Student.Name)));
        Assert.All(found.Submissions, f => Assert.Equal(new DateTimeOffset(2026, 11, 22, 0, 30, 0, TimeSpan.Zero), f.StatedUtc));
        Assert.Equal(["submission_8", "submission_9"], found.NotTaken.Select(n => n.Name).Order());
    }

    [Fact]
    public void Find_SubmittyExport_TakesTheActiveVersion()
    {
        foreach (string version in (string[])["1", "2", "3"]) Put($"submissions/jdoe/{version}/Softmax.cs");
        File.WriteAllText(Path.Combine(_folder, "submissions/jdoe/user_assignment_settings.json"), """{"active_version": 2}""");
        File.WriteAllText(Path.Combine(_folder, "submissions/jdoe/2/.submit.timestamp"), "2026-11-22 00:30:00-0500\n");
        Put("submissions/rroe/1/Softmax.cs");
        Put("results/jdoe/2/results.json");

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal(["jdoe", "rroe"], Keys(found));
        Assert.EndsWith(Path.Combine("jdoe", "2"), Of(found, "jdoe").Parts[0].Path, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 5, 30, 0, TimeSpan.Zero), Of(found, "jdoe").StatedUtc);
    }

    [Theory]
    [InlineData("hw3-submissions/hw3-ada|hw3-submissions/hw3-bob-b", "ada,bob-b")]
    [InlineData("download/Jane Doe_12345_assignsubmission_file_/w.zip", "12345")]
    [InlineData("submissions/doejane_1001_55555_m02.zip|submissions/roe_1002_55556_m02.zip", "1001,1002")]
    [InlineData("ada/M02.Attention|ada/notes", "ada")]
    public void Find_FolderAroundTheClass_IsLookedInto(string paths, string keys)
    {
        foreach (string path in paths.Split('|'))
        {
            if (path.EndsWith(".zip", StringComparison.Ordinal)) Put(path);
            else Put(path + (path.Contains("hw3", StringComparison.Ordinal) ? "/.git/HEAD" : "/x.cs"));
        }

        Assert.Equal(keys.Split(','), Keys(SubmissionFinder.Find(_folder)));
    }

    [Theory]
    [InlineData("hw3-bob hw3-jane-doe", "bob jane-doe")]
    [InlineData("hw3-jane-doe hw3-jane-roe", "jane-doe jane-roe")]
    [InlineData("hw3-jane-doe", "jane-doe")]
    [InlineData("llm-attention-ada llm-attention-bob-b", "ada bob-b")]
    [InlineData("ada bob", "ada bob")]
    [InlineData("ada-l bob", "ada-l bob")]
    public void Find_Clones_AreLoginsWhateverLiesBeside(string clones, string keys)
    {
        foreach (string clone in clones.Split(' ')) Put($"{clone}/.git/HEAD");

        Assert.Equal(keys.Split(' '), Keys(SubmissionFinder.Find(_folder, new FindContext { Words = ["Attention"] })));
    }

    [Fact]
    public void Find_ClonesThatDoNotTell_AreAskedAbout()
    {
        Put("jane-doe/.git/HEAD");
        Put("jane-roe/.git/HEAD");

        Assert.Contains("--assignment", Assert.Throws<CourseException>(() => SubmissionFinder.Find(_folder)).Message,
            StringComparison.Ordinal);
        Assert.Equal(["jane-doe", "jane-roe"], Keys(SubmissionFinder.Find(_folder, new FindContext { Assignment = "" })));
        Assert.Equal(["doe", "roe"], Keys(SubmissionFinder.Find(_folder, new FindContext { Assignment = "jane" })));
        Assert.Equal(["jane-doe", "jane-roe"], Keys(SubmissionFinder.Find(_folder, new FindContext { Assignment = "" })));
    }

    [Fact]
    public void Find_ClonesOfKnownStudents_AreTold()
    {
        Put("final-work-jane-doe/.git/HEAD");

        Assert.Equal(["jane-doe"],
            Keys(SubmissionFinder.Find(_folder, new FindContext { Roster = [new Student("jd", Login: "Jane-Doe")] })));
        Assert.Equal(["jane-doe"], Keys(SubmissionFinder.Find(_folder, new FindContext { Earlier = [("final-work-bob", "bob")] })));
    }

    [Fact]
    public void Find_CloneWhoseConfigurationNamesPrograms_RunsNoneOfThem()
    {
        using var course = new TinyCourse();
        foreach (string name in (string[])["llm-a", "llm-b"])
        {
            Put($"{name}/Sums.cs");
            Git(name, "init", "-q");
            Git(name, "add", ".");
            Git(name, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x");
            string trap = Path.Combine(_folder, "ran");
            File.AppendAllText(Path.Combine(_folder, name, ".git", "config"),
                $"[core]\n\tfsmonitor = touch {trap}\n\tpager = touch {trap}\n\tsshCommand = touch {trap}\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = touch {trap}\n[diff]\n\texternal = touch {trap}\n");
        }

        foreach (FoundSubmission submission in SubmissionFinder.Find(_folder).Submissions)
        {
            using var unpacked = new UnpackedSubmission();
            Assert.Equal(new DateTimeOffset(2026, 11, 2, 3, 4, 5, TimeSpan.Zero),
                unpacked.Place(submission, course.Manifest, CancellationToken.None).SubmittedUtc);
        }

        Assert.False(File.Exists(Path.Combine(_folder, "ran")));
    }

    [Fact]
    public void Find_LinkToAFolder_IsNotFollowed()
    {
        Put("ada/Softmax.cs");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "eve"), "/etc");

        FoundClass found = SubmissionFinder.Find(_folder);

        Assert.Equal(["ada"], Keys(found));
        Assert.Equal("eve", Assert.Single(found.NotTaken).Name);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    public void Find_NothingThere_SaysWhatIsExpected(string sub)
    {
        Assert.Contains("for each student", Assert.Throws<CourseException>(() => SubmissionFinder.Find(Path.Combine(_folder, sub))).Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(FoundClass found) => found.Submissions.Select(f => f.Student.Key);

    private static FoundSubmission Of(FoundClass found, string key) => found.Submissions.Single(f => f.Student.Key == key);

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
