using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>When things were handed in, what could not be graded, and what people decided and took back.</summary>
public sealed class HandInsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = TemporaryGradebook.Noon;

    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;

    public HandInsTests() => _book = Gradebook.OpenForGrading(_home.Path);

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_SameContentAfterOther_IsAThirdAttempt(bool skipped)
    {
        Save("A", 90, 1);
        Save("B", 10, 2);
        if (skipped) _book.Record(At("A", 3));
        else Save("A", 90, 3);

        Assert.Equal(["A", "B", "A"], Hashes());
        FinalGrade grade = Final(new CoursePolicy { Attempt = AttemptRule.Last });
        Assert.Equal((90, Noon.AddDays(3)), (grade.Percent, grade.Modules[0].Chosen!.Attempt.SubmittedUtc));
        Assert.Empty(_book.Corrections);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public void Save_SameContentAtAnotherTime_ReplacesTheTimeAndSaysSo(int days)
    {
        Save("A", 90, 0);
        Save("A", 90, days);

        Assert.Equal(Noon.AddDays(days), Assert.Single(_book.Attempts()).Attempt.SubmittedUtc);
        Assert.Contains("instead of 2026-11-01 12:00:00 UTC", Assert.Single(_book.Corrections), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_CorrectedTimeOfAnEarlierAttempt_IsNoNewOne()
    {
        Save("A", 90, 1);
        Save("B", 10, 5);
        Save("A", 90, 2);
        Save("A", 90, 2);

        Assert.Equal([("A", 2), ("B", 5)], _book.Attempts().Select(a => (a.Attempt.ContentHash, (a.Attempt.SubmittedUtc - Noon).Days)));
    }

    [Fact]
    public void Save_TimeOfFiles_DoesNotReplaceOneThatIsKnown()
    {
        _book.Save(At("A", 1) with { IsTimeStated = true }, TemporaryGradebook.Grade(90));
        Save("A", 90, 9);

        Assert.Equal((Noon.AddDays(1), true), (_book.Attempts()[0].Attempt.SubmittedUtc, _book.Attempts()[0].Attempt.IsTimeStated));
        Assert.Empty(_book.Corrections);
    }

    [Theory]
    [InlineData(false, 5, false, 100)]
    [InlineData(true, 5, false, 80)]
    [InlineData(true, -5, false, 80)]
    [InlineData(null, 5, false, 80)]
    [InlineData(false, 5, true, 80)]
    [InlineData(true, -5, true, 100)]
    public void Of_MarkOfADownload_DecidesWhereTheTimeIsThatOfTheFile(bool? mark, int days, bool stated, decimal percent)
    {
        _book.Save(At("A", days) with { IsMarkedLate = mark, IsTimeStated = stated }, TemporaryGradebook.Grade(100));

        Assert.Equal(percent, Final(
            new CoursePolicy
            {
                Deadlines = { ["M02"] = Noon },
                Late =
                new LatePenalty { Grace = TimeSpan.FromHours(1), Steps = [new LateStep { Percent = 20 }] }
            }).Percent);
    }

    [Fact]
    public void Of_HandInThatCouldNotBeGraded_IsNoZero()
    {
        _book.SaveUngraded(new Ungraded("ada", "M02", "ada.7z", "ada.7z is a 7-Zip archive.", Noon));
        _book.Save(At("x", 0) with { Student = "bob" }, TemporaryGradebook.Grade(60));

        ModuleGrade grade = Assert.Single(Final(new CoursePolicy()).Modules);
        Assert.Equal((true, false, false), (grade.IsUngraded, grade.Counts, grade.HasNumber));
        Assert.Contains(grade.Steps,
            s => s.Contains("ada.7z, seen on 2026-11-01 12:00 UTC, could not be graded: ada.7z is a 7-Zip archive.",
                StringComparison.Ordinal));

        Save("A", 70, 1);
        Assert.Empty(_book.UngradedHandIns());
        Assert.Equal(70, Final(new CoursePolicy()).Percent);
    }

    [Theory]
    [InlineData(1, false, 80, true)]
    [InlineData(1, true, 40, false)]
    [InlineData(-1, false, 40, false)]
    public void Of_ModuleThatCanStillBeHandedIn_DoesNotCountYet(int deadlineInDays, bool countOpen, decimal percent, bool open)
    {
        Save("A", 80, 0);
        var policy = new CoursePolicy
        {
            Deadlines = { ["M03"] = Noon.AddDays(deadlineInDays) },
            CountOpen = countOpen,
            Clock = new StoppedClock(Noon)
        };

        FinalGrade grade = Final(policy);

        Assert.Equal((percent, open), (grade.Percent, grade.Modules.Single(m => m.Module == "M03").IsOpen));
    }

    [Fact]
    public void Of_ModuleThatNobodyHasBegun_CountsFromItsDeadlineOn()
    {
        Save("A", 80, 0);

        Assert.Equal(80, Final(new CoursePolicy { Weights = { ["M05"] = 3 } }).Percent);
    }

    [Fact]
    public void Undo_Decision_PutsBackWhatHeldBefore()
    {
        Save("A", 50, 0);
        _book.Add(new Override("ada", "M02", 70, "Grace", "oral exam", Noon));
        _book.Add(new Override("ada", "M02", 7, "Grace", "mistyped", Noon.AddDays(1)));
        _book.Add(new Extension("ada", "M02", Noon.AddDays(9), "Grace", "ill", Noon.AddDays(2)));
        _book.Add(new Choice("ada", "M02", "A", "Grace", "shown", Noon.AddDays(3)));

        Assert.Equal("the grade is 7.00 %", _book.Undo("O2", "Grace", "a zero was missing", Noon.AddDays(4)).What);

        Assert.Equal(70, Final(new CoursePolicy()).Percent);
        Assert.Equal(["O1", "O2", "E1", "C1"], _book.Decisions().Select(d => d.Id));
        Assert.Equal("Grace on 2026-11-05 12:00:00 UTC: a zero was missing", _book.Decisions()[1].Undone);
        _book.Undo("o1", "Grace", "x", Noon);
        _book.Undo("E1", "Grace", "x", Noon);
        _book.Undo("C1", "Grace", "x", Noon);
        Assert.Equal((50, 0, 0), (Final(new CoursePolicy()).Percent, _book.Extensions().Count, _book.Choices().Count));
        Assert.Contains("taken back already", Assert.Throws<GradebookException>(() => _book.Undo("O2", "x", "y", Noon)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no decision 'O9'", Assert.Throws<GradebookException>(() => _book.Undo("O9", "x", "y", Noon)).Message,
            StringComparison.Ordinal);
    }

    private static Attempt At(string hash, int days) => TemporaryGradebook.Attempt("ada", "M02", hash, Noon.AddDays(days));

    private void Save(string hash, decimal earned, int days) => _book.Save(At(hash, days), TemporaryGradebook.Grade(earned));

    private IEnumerable<string> Hashes() => _book.Attempts().Select(a => a.Attempt.ContentHash);

    private FinalGrade Final(CoursePolicy policy) => new FinalGrader(_book, policy).All().Single(g => g.Student.Key == "ada");

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
