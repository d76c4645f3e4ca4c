using LLMCourse.Authoring.Samples;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>What a grader died of is met once: the next one grades it in a process of its own.</summary>
[Trait("Needs", "sandbox")]
public sealed class DiedGraderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-died-tests-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string ClassFolder => Path.Combine(_home, "class");

    [Fact]
    public async Task Resume_WhatAGraderWasKilledAt_IsGradedApartAndTheSame()
    {
        WriteClass("ada", "bob");
        string undisturbed = Path.Combine(_home, "undisturbed.db"), killed = Path.Combine(_home, "killed.db");
        (int code, string output, string error) =
            await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", undisturbed, "--module", "M02");
        Assert.True(code == 0, output + error);
        (GradeResult before, string hash) = GradeOf(undisturbed, "ada");
        using (Gradebook book = Gradebook.OpenForGrading(killed)) Assert.False(book.Begin("ada", "M02", hash));

        (code, output, error) = await GraderProcess.RunAsync("batch", ClassFolder, "--gradebook", killed, "--module", "M02", "--resume");

        Assert.True(code == 0, output + error);
        Assert.Equal(ResultJson.Write(ResultJson.WithoutTimings(before)),
            ResultJson.Write(ResultJson.WithoutTimings(GradeOf(killed, "ada").Result)));
        using Gradebook after = Gradebook.OpenForGrading(killed);
        Assert.False(after.Begin("ada", "M02", hash));
    }

    [Fact]
    public async Task Resume_WhatEveryGraderDiesOf_IsNamedEachTimeAndTheOthersAreGraded()
    {
        WriteClass("ada", "bob");
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module);
        IReadOnlyList<FoundSubmission> submissions = SubmissionFinder.Find(ClassFolder).Submissions;
        using Gradebook book = Gradebook.OpenForGrading(Path.Combine(_home, "class.db"));
        await using ModuleGraders graders = new(GradingFixture.Layout, SandboxMode.Required);
        SeparateGrader dying = new(GradingFixture.Module, GradingFixture.Layout.Root, SandboxMode.Required,
            ["/bin/sh", "-c", "echo what it says last >&2; exit 7"]);
        BatchRunner runner = new(module, graders.For(GradingFixture.Module), book, 1, dying);
        await runner.RunAsync(submissions, new GradeOptions { Performance = false }, resume: false, _ => { }, CancellationToken.None);
        foreach (Attempt attempt in book.Attempts().Select(a => a.Attempt).Where(a => a.Student == "ada"))
            _ = book.Begin("ada", "M02", attempt.ContentHash);

        for (int run = 0; run < 2; run++)
        {
            List<BatchOutcome> outcomes = [];
            await runner.RunAsync(submissions, new GradeOptions { Performance = false }, resume: false, outcomes.Add, CancellationToken.None);

            BatchOutcome died = outcomes.Single(o => o.Submission.Student.Key == "ada");
            Assert.True(died.IsOurFault);
            Assert.Contains("(exit code 7: what it says last)", died.Refused, StringComparison.Ordinal);
            Assert.NotNull(outcomes.Single(o => o.Submission.Student.Key == "bob").Result);
            Assert.Equal(["ada"], book.UngradedHandIns().Select(u => u.Student));
        }
    }

    private static (GradeResult Result, string ContentHash) GradeOf(string gradebook, string student)
    {
        using Gradebook book = Gradebook.Open(gradebook);
        Attempt attempt = book.Attempts().Select(a => a.Attempt).Single(a => a.Student == student);
        return (book.Result(attempt)!, attempt.ContentHash);
    }

    private void WriteClass(params string[] students)
    {
        ModuleManifest manifest = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module).Manifest;
        SampleSubmission complete = GradingFixture.Sample("M02", "01-complete");
        foreach (string student in students)
            complete.WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), manifest, Path.Combine(ClassFolder, student));
    }
}
