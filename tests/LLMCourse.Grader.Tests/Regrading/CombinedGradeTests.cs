using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Regrading;

public sealed class CombinedGradeTests
{
    private static readonly GradeResult Before = Grades.Of("c1", ("M02.E1", 2, 2), ("M02.E2", 1, 4), ("M02.Q", 1, 1));

    [Fact]
    public void Of_OneExercise_KeepsTheOthersAndSaysWhichChecksGradedWhat()
    {
        GradeResult after = CombinedGrade.Of(Before, Grades.Of("c2", ("M02.E2", 3, 4)));

        Assert.Equal(["M02.E1 2 c1", "M02.E2 3 c2", "M02.Q 1 c1"],
            after.Exercises.Select(e => FormattableString.Invariant($"{e.Id} {e.Earned} {e.ChecksVersion}")));
        Assert.Equal("c1+c2", after.Module.ChecksVersion);
        // 2 + 3 + 1 of 7
        Assert.Equal(new ScoreSummary(6, 7, 85.71m), after.Score);
    }

    [Fact]
    public void Of_TheRestAfterwards_IsAResultLikeAnyOther()
    {
        GradeResult part = CombinedGrade.Of(Before, Grades.Of("c2", ("M02.E2", 3, 4)));
        GradeResult whole = CombinedGrade.Of(part, Grades.Of("c2", ("M02.E1", 0, 2), ("M02.Q", 1, 1)));

        Assert.Equal("c2", whole.Module.ChecksVersion);
        Assert.All(whole.Exercises, e => Assert.Null(e.ChecksVersion));
        Assert.Equal(["M02.E1", "M02.E2", "M02.Q"], whole.Exercises.Select(e => e.Id));
        Assert.Equal((4, 7), (whole.Score.Earned, whole.Score.Maximum));
        Assert.DoesNotContain("\"checksVersion\": null", ResultJson.Write(whole), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ExerciseThatWasNotThere_IsAdded()
    {
        GradeResult after = CombinedGrade.Of(Before, Grades.Of("c2", ("M02.E9", 5, 5)));
        Regrade change = CombinedGrade.Change(TemporaryGradebook.Attempt("ada"), Before, Grades.Of("c2", ("M02.E9", 5, 5)), after,
            TemporaryGradebook.Noon, "new");

        Assert.Equal("M02.E9", after.Exercises[^1].Id);
        Assert.Equal(new RegradedExercise("M02.E9", "", "c2", 0, 0, 5, 5), Assert.Single(change.Exercises));
    }

    [Fact]
    public void Of_Performance_IsThatOfTheChecksThatRanLast()
    {
        PerformanceResult One(string check, double ratio) => new()
        {
            CheckId = check,
            SizeName = "S",
            ComparedSize = 1,
            Ratio = ratio,
            RatioLow = ratio,
            RatioHigh = ratio,
            MaximumRatio = 2,
            Exponent = 1,
            ReferenceExponent = 1,
            MaximumExponent = 2,
            Points = [],
        };
        GradeResult before = Before with { Performance = [One("M02.E1.check", 1), One("M02.E2.check", 1)] };

        GradeResult after = CombinedGrade.Of(before, Grades.Of("c2", ("M02.E2", 3, 4)) with { Performance = [One("M02.E2.check", 1.5)] });

        Assert.Equal([("M02.E1.check", 1), ("M02.E2.check", 1.5)], after.Performance.Select(p => (p.CheckId, p.Ratio)));
    }
}
