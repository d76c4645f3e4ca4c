using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Judging;

public class ScoreSheetTests
{
    private static readonly ExerciseId Exercise = ExerciseId.Parse("M02.E2");

    [Fact]
    public void Score_BeforeAnythingRan_IsZero()
    {
        ScoreSheet sheet = Plan(2, 1);

        Assert.Equal((0m, 4m), sheet.Score(Exercise, 4));
        Assert.Equal(Outcome.NotRun, sheet.OutcomeOf(Exercise));
    }

    [Fact]
    public void Score_DividesTheWeightByPoints()
    {
        ScoreSheet sheet = Plan(2, 1);
        Enter(sheet, 0, 2, Outcome.Passed);

        Assert.Equal((2.6667m, 4m), sheet.Score(Exercise, 4));
    }

    [Theory]
    [InlineData(Outcome.Failed)]
    [InlineData(Outcome.NotImplemented)]
    [InlineData(Outcome.Threw)]
    [InlineData(Outcome.TimedOut)]
    [InlineData(Outcome.OutOfMemory)]
    [InlineData(Outcome.Crashed)]
    [InlineData(Outcome.Banned)]
    [InlineData(Outcome.DoesNotCompile)]
    [InlineData(Outcome.Blocked)]
    public void Score_AnyOutcomeButPassed_EarnsNothing(Outcome outcome)
    {
        ScoreSheet sheet = Plan(1);
        Enter(sheet, 0, 1, outcome);

        Assert.Equal((0m, 2m), sheet.Score(Exercise, 2));
        Assert.Equal(outcome, sheet.OutcomeOf(Exercise));
    }

    [Fact]
    public void Score_AGraderError_CostsNothing()
    {
        ScoreSheet sheet = Plan(1, 1);
        Enter(sheet, 0, 1, Outcome.Passed);
        Enter(sheet, 1, 1, Outcome.GraderError);

        (decimal earned, decimal maximum) = sheet.Score(Exercise, 2);

        Assert.Equal(earned, maximum);
    }

    [Fact]
    public void OutcomeOf_TheCause_ComesBeforeWhatItBlocked()
    {
        ScoreSheet sheet = Plan(1, 1, 1);
        Enter(sheet, 0, 1, Outcome.Blocked);
        Enter(sheet, 1, 1, Outcome.Threw);
        Enter(sheet, 2, 1, Outcome.Passed);

        Assert.Equal(Outcome.Threw, sheet.OutcomeOf(Exercise));
    }

    // Issue 11: reports tell failures in the order in which the checks are declared, not in that of their ids.
    [Fact]
    public void Of_ChecksInDeclaredOrder_KeepsIt()
    {
        ScoreSheet sheet = new(
            ((string[])["gelu", "layer", "block", "arguments"]).Select(name => new PlannedCheck($"M02.E2.{name}", Exercise, "does", 1)));

        Assert.Equal(["M02.E2.gelu", "M02.E2.layer", "M02.E2.block", "M02.E2.arguments"], sheet.Of(Exercise).Select(c => c.Id));
    }

    [Fact]
    public void Enter_WhatWasNotPlanned_IsRefused() => Assert.Throws<InvalidOperationException>(() => Enter(Plan(1), 1, 1, Outcome.Passed));

    [Fact]
    public void Enter_Twice_IsRefused()
    {
        ScoreSheet sheet = Plan(1);
        Enter(sheet, 0, 1, Outcome.Failed);

        Assert.Throws<InvalidOperationException>(() => Enter(sheet, 0, 1, Outcome.Passed));
    }

    [Fact]
    public void Enter_WithMorePointsThanPlanned_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Enter(Plan(1), 0, 100, Outcome.Passed));

    [Fact]
    public void Total_OfNothing_IsZeroPercent() => Assert.Equal(new ScoreSummary(0, 0, 0), ScoreSheet.Total([]));

    private static ScoreSheet Plan(params int[] points) =>
        new(points.Select((p, i) => new PlannedCheck($"M02.E2.c{i}", Exercise, "does", p)));

    private static void Enter(ScoreSheet sheet, int index, int points, Outcome outcome) =>
        sheet.Enter(new CheckResult { Id = $"M02.E2.c{index}", Title = "does", Points = points, Outcome = outcome });
}
