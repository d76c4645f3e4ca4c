using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Regrading;

public sealed class RegraderTests : IDisposable
{
    private static readonly ModuleContent Module = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module);

    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;
    private readonly string _class;

    public RegraderTests()
    {
        _book = Gradebook.OpenForGrading(_home.Path);
        _class = Path.Combine(Path.GetDirectoryName(_home.Path)!, "class");
    }

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void Plan_OlderChecks_AreGradedAgain()
    {
        Save("ada", "old", Put("ada", "// 1"));
        Save("bob", Module.ChecksVersion, Put("bob", "// 2"));

        RegradePlan plan = Plan();

        RegradeCase one = Assert.Single(plan.Cases);
        Assert.Equal("ada", one.Attempt.Student);
        // Everything that the module has, also what the recorded grade has not.
        Assert.Equal([.. Module.Manifest.Exercises.Select(e => e.Id), "M02.Q"], one.Exercises);
        Assert.False(one.Performance);
        Assert.Equal((1, 0), (plan.AsBefore, plan.LeftAlone.Count));
    }

    [Fact]
    public void Plan_Only_AsksForThatExerciseAlone()
    {
        Save("ada", "old", Put("ada", "// 1"));

        Assert.Equal(["M02.E4", "M02.E2"], Assert.Single(Plan("m02.e4", "M02.E2").Cases).Exercises);
    }

    [Fact]
    public void Plan_MixedGrade_LeavesWhatIsByTheseChecks()
    {
        string hash = Put("ada", "// 1");
        Save("ada", "old", hash);
        _book.SaveRegrades([(CombinedGrade.Of(_book.Result(_book.Attempts()[0].Attempt)!,
            Grades.Of(Module.ChecksVersion, ("M02.E4", 4, 4))), Change(_book.Attempts()[0].Attempt))]);

        Assert.DoesNotContain("M02.E4", Assert.Single(Plan().Cases).Exercises);
        Assert.Empty(Plan("M02.E4").Cases);
        Assert.Equal(1, Plan("M02.E4").AsBefore);
    }

    [Fact]
    public void Plan_FaultOfTheGrader_IsTriedAgain()
    {
        string hash = Put("ada", "// 1");
        _book.Save(TemporaryGradebook.Attempt("ada", hash: hash), Grades.Of(Module.ChecksVersion, ("M02.E1", 2, 2), ("M02.E4", 0, 0)));

        Assert.Equal(["M02.E4"], Plan("M02.E1", "M02.E4").Cases[0].Exercises);
    }

    [Fact]
    public void Plan_RecordedPerformanceCheck_IsTimedAgain()
    {
        string hash = Put("ada", "// 1"), timed = Module.Checks.OfType<LLMCourse.Checks.PerformanceCheck>().First().Id;
        var grade = Grades.Of("old", ("M02.E4", 4, 4));
        _book.Save(TemporaryGradebook.Attempt("ada", hash: hash),
            grade with
            {
                Exercises = [grade.Exercises[0] with { Id = timed[..6], Checks = [grade.Exercises[0].Checks[0] with { Id = timed }] }]
            });

        Assert.True(Plan(timed[..6]).Cases[0].Performance);
        Assert.False(Plan("M02.E1").Cases[0].Performance);
    }

    [Fact]
    public void Plan_WhatIsNoRegrade_IsNamedAndLeftAlone()
    {
        Put("ada", "// other than recorded");
        Save("ada", "old", "recorded");
        Put("new", "// never seen");
        Save("gone", "old", "recorded");
        File.WriteAllText(Path.Combine(_class, "bad.zip"), "no archive");

        RegradePlan plan = Plan();

        Assert.Empty(plan.Cases);
        Assert.Equal(["ada", "bad.zip", "gone", "new"], plan.LeftAlone.Select(l => l.Source).Order(StringComparer.Ordinal));
        Assert.StartsWith("Its files differ from the recorded attempt's", plan.LeftAlone.Single(l => l.Source == "ada").Why,
            StringComparison.Ordinal);
        Assert.StartsWith("It is not in the gradebook", plan.LeftAlone.Single(l => l.Source == "new").Why, StringComparison.Ordinal);
        Assert.StartsWith("It is in the gradebook and not in the folder", plan.LeftAlone.Single(l => l.Source == "gone").Why,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_EarlierAttempt_IsFoundByItsContent()
    {
        string hash = Put("ada", "// 1");
        Save("ada", "old", hash);
        Save("ada", "old", "a later one");

        Assert.Equal(hash, Assert.Single(Plan().Cases).Attempt.ContentHash);
    }

    [Fact]
    public void Plan_UnknownExercise_SaysWhichThereAre()
    {
        Put("ada", "// 1");

        Assert.Contains("has no exercise 'M02.E44'", Assert.Throws<CourseException>(() => Plan("M02.E44")).Message,
            StringComparison.Ordinal);
    }

    private RegradePlan Plan(params string[] only) =>
        new Regrader(Module, _book).Plan(SubmissionFinder.Find(_class).Submissions, only, performance: false, CancellationToken.None);

    private string Put(string student, string text)
    {
        string folder = Path.Combine(_class, student);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Softmax.cs"), text);
        return SourceSet.Read(folder, Module.Manifest).ContentHash;
    }

    private void Save(string student, string checks, string hash) =>
        _book.Save(TemporaryGradebook.Attempt(student, hash: hash),
            Grades.Of(checks, [.. Module.Manifest.Exercises.Select(e => (e.Id, 1m, 4m)), ("M02.Q", 1, 1)]));

    private static Regrade Change(Attempt attempt) => new(attempt, TemporaryGradebook.Noon, "a test", 1, 4, 4, 4, []);
}
