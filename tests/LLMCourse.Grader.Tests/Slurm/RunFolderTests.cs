using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>What shards write is found again, whatever has happened to them, and gets into the gradebook once.</summary>
public sealed class RunFolderTests : IDisposable
{
    private static readonly string[] Keys = ["ada", "ben", "cem", "dee", "eve"];

    private readonly TemporaryGradebook _gradebook = new();
    private readonly RunFolder _folder;
    private readonly SlurmPlan _plan;

    public RunFolderTests()
    {
        _folder = RunFolder.Of(_gradebook.Path);
        _folder.Create([.. Keys.Select(
            k => new FoundSubmission(new Student(k, Name: k.ToUpperInvariant()), $"{k}.zip",
                [new HandedInPart($"/class/{k}.zip", $"{k}.zip")]))], shardSize: 2);
        _plan = new SlurmPlan
        {
            RunId = "0123456789ab",
            PlannedUtc = TemporaryGradebook.Noon,
            Gradebook = _gradebook.Path,
            Course = "/course",
            Module = "M02.Attention",
            ChecksVersion = "c1",
            GraderVersion = "0.1.0",
            Sandbox = SandboxMode.Required,
            Options = new GradeOptions { Performance = true, Only = ["M02.E2"] },
            Jobs = 2,
            Submissions = Keys.Length,
            Shards = 3,
            ShardJob = "17",
            MergeJob = "18",
        };
    }

    public void Dispose() => _gradebook.Dispose();

    [Fact]
    public void Plan_WrittenAndRead_IsTheSame()
    {
        _folder.WritePlan(_plan);

        SlurmPlan read = _folder.ReadPlan();

        Assert.Equal(["M02.E2"], read.Options.Only);
        Assert.Equal(_plan with { Options = read.Options }, read);
        Assert.Equal(["ada", "ben"], _folder.ReadShard(0).Select(s => s.Student.Key));
        Assert.Equal(new Student("eve", "EVE"), Assert.Single(_folder.ReadShard(2)).Student);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
    }

    [Fact]
    public void ReadPlan_DamagedOrMissing_SaysWhatToDo()
    {
        Assert.Contains("does not share the gradebook's file system", Assert.Throws<CourseException>(_folder.ReadPlan).Message,
            StringComparison.Ordinal);

        _folder.WritePlan(_plan);
        string file = Path.Combine(_folder.Path, "plan.json");
        File.WriteAllText(file, File.ReadAllText(file)[..40]);

        Assert.Contains("is damaged", Assert.Throws<CourseException>(_folder.ReadPlan).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShardWriter_KilledInTheMiddle_GoesOnFromWhatIsWhole()
    {
        using (var first = new ShardWriter(_folder, 0, "1"))
        {
            Save(first, "ada", 70);
            Save(first, "ben", 80);
        }

        // The second line is torn, as by a node that lost its power.
        string part = _folder.PartFile(0, "1");
        byte[] bytes = File.ReadAllBytes(part);
        File.WriteAllBytes(part, bytes[..^20]);

        using var second = new ShardWriter(_folder, 0, "2");
        Assert.Equal(["ada"], second.Kept);
        Assert.True(second.IsGraded("ada", "M02", "h1", "c1"));
        Assert.False(second.IsGraded("ben", "M02", "h1", "c1"));
        Save(second, "ben", 80);
        second.Finish();

        Dictionary<string, ShardLine> lines = Merger.LinesOf(_folder, 0);
        Assert.Equal([70m, 80m], Keys.Take(2).Select(k => lines[k].Result()!.Score.Earned));
    }

    [Fact]
    public void ShardWriter_KilledWhileItGrades_LeavesWordOfWhat()
    {
        using (var first = new ShardWriter(_folder, 0, "1"))
        {
            Assert.False(first.Begin("ada", "M02", "h1"));
            Assert.False(first.Begin("ben/../ä", "M02", "h2"));
            first.End("ben/../ä", "M02", "h2");
        }

        using var second = new ShardWriter(_folder, 0, "2");
        Assert.True(second.Begin("ada", "M02", "h1"));
        Assert.False(second.Begin("ben/../ä", "M02", "h2"));
        using var another = new ShardWriter(_folder, 1, "1");
        Assert.False(another.Begin("ada", "M02", "h1"));
    }

    [Fact]
    public void ShardWriter_RefusalsAndFaults_AreTriedAgain()
    {
        using (var first = new ShardWriter(_folder, 0, "1"))
        {
            first.SaveUngraded(new Ungraded("ada", "M02", "ada.zip", "The disk was away.", TemporaryGradebook.Noon));
            first.Save(TemporaryGradebook.Attempt("ben"), TemporaryGradebook.Grade(50, sample: "grader-error"));
        }

        using var second = new ShardWriter(_folder, 0, "2");

        Assert.Empty(second.Kept);
    }

    [Fact]
    public void ShardWriter_FolderThatCannotBeWritten_StopsTheShard()
    {
        Directory.Delete(Path.Combine(_folder.Path, "results"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "results"));
        Directory.CreateDirectory(_folder.PartFile(0, "1"));

        GradebookException e = Assert.Throws<GradebookException>(() => new ShardWriter(_folder, 0, "1"));

        Assert.Contains("your quota", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_FinishedUnfinishedAndTwice_PutsEachGradeInOnce()
    {
        // Shard 0 ran twice at once, shard 1 was lost after one of two, shard 2 never began.
        foreach (string run in (string[])["1", "2"])
        {
            using var writer = new ShardWriter(_folder, 0, run);
            Save(writer, "ada", 70);
            writer.SaveUngraded(new Ungraded("ben", "M02", "ben.zip", "ben.zip is no archive.", TemporaryGradebook.Noon));
            Save(writer, "a stranger", 100);
            writer.Finish();
        }

        using (var lost = new ShardWriter(_folder, 1, "1")) Save(lost, "dee", 90);

        MergeReport report = Merger.Merge(_folder, _plan, CancellationToken.None);
        MergeReport again = Merger.Merge(_folder, _plan, CancellationToken.None);

        Assert.Equal((2, 1, 2), (report.Graded, report.Refused, report.Missing));
        Assert.Equal([1, 2], report.Unfinished);
        Assert.Equal((report.Graded, report.Missing), (again.Graded, again.Missing));
        Assert.Equal(report.Unfinished, _folder.ReadMerge()!.Unfinished);
        using Gradebook book = Gradebook.Open(_gradebook.Path);
        Assert.Equal([("ada", 70m, TemporaryGradebook.Noon), ("dee", 90m, TemporaryGradebook.Noon)],
            book.Attempts().Select(a => (a.Attempt.Student, a.Earned, a.Attempt.SubmittedUtc)));
    }

    [Fact]
    public void Merge_GradesByOtherChecks_CountAsMissing()
    {
        using (var writer = new ShardWriter(_folder, 2, "1"))
        {
            writer.Save(TemporaryGradebook.Attempt("eve"), TemporaryGradebook.Grade(70, checks: "older"));
            writer.Finish();
        }

        Assert.Equal((0, 5), Merger.Merge(_folder, _plan, CancellationToken.None) is { } r ? (r.Graded, r.Missing) : default);
    }

    [Fact]
    public void Merge_GradebookOpenElsewhere_IsSaidAndNothingIsLost()
    {
        using (var writer = new ShardWriter(_folder, 0, "1"))
        {
            Save(writer, "ada", 70);
            writer.Finish();
        }

        using (Gradebook.OpenForGrading(_gradebook.Path))
            Assert.Contains("Another grader is working on",
                Assert.Throws<GradebookException>(() => Merger.Merge(_folder, _plan, CancellationToken.None)).Message,
                StringComparison.Ordinal);
        Assert.Null(_folder.ReadMerge());
        Assert.Equal(1, Merger.Merge(_folder, _plan, CancellationToken.None).Graded);
    }

    [Fact]
    public void OpenForMerging_WhileOpen_NobodyElseReads()
    {
        using (Gradebook gradebook = Gradebook.OpenForMerging(_gradebook.Path))
        {
            gradebook.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(70));
            Assert.Contains("in use by another program",
                Assert.Throws<GradebookException>(() => Gradebook.Open(_gradebook.Path, TimeSpan.FromSeconds(1))).Message,
                StringComparison.Ordinal);
        }

        using Gradebook book = Gradebook.Open(_gradebook.Path);
        Assert.Equal(70m, Assert.Single(book.Attempts()).Earned);
    }

    [Fact]
    public void ResultTail_ShardsThatGrow_ReportsEachSubmissionOnce()
    {
        List<string> seen = [];
        void Report(BatchOutcome outcome) =>
            seen.Add($"{outcome.Submission.Student.Key} {outcome.Result?.Score.Earned.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? outcome.Refused}");
        var tail = new ResultTail(_folder, _plan);
        using var first = new ShardWriter(_folder, 0, "1");

        Save(first, "ada", 70);
        tail.Read(Report, last: false);
        tail.Read(Report, last: false);
        Assert.Equal(["ada 70"], seen);

        // What is refused may still be graded, as long as the shard may run again.
        first.SaveUngraded(new Ungraded("ben", "M02", "ben.zip", "The disk was away.", TemporaryGradebook.Noon));
        tail.Read(Report, last: false);
        Assert.Equal(["ada 70"], seen);

        using (var second = new ShardWriter(_folder, 0, "2"))
        {
            Save(second, "ben", 80);
            second.Finish();
        }

        tail.Read(Report, last: false);
        using (var lost = new ShardWriter(_folder, 1, "1"))
            lost.SaveUngraded(new Ungraded("cem", "M02", "cem.zip", "No archive.", TemporaryGradebook.Noon));
        tail.Read(Report, last: true);
        Assert.Equal(["ada 70", "ben 80", "cem No archive."], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ResultTail_WhatCouldNotBeGraded_SaysWhoseFaultItIs(bool ours)
    {
        using (var writer = new ShardWriter(_folder, 0, "1"))
            writer.SaveUngraded(new Ungraded("ada", "M02", "ada.zip", "Nothing.", TemporaryGradebook.Noon) { IsOurFault = ours });
        List<BatchOutcome> seen = [];

        new ResultTail(_folder, _plan).Read(seen.Add, last: true);

        Assert.Equal(ours, Assert.Single(seen).IsOurFault);
    }

    private static void Save(ShardWriter writer, string student, decimal earned) =>
        writer.Save(TemporaryGradebook.Attempt(student), TemporaryGradebook.Grade(earned));
}
