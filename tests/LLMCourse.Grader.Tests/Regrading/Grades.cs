using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Regrading;

/// <summary>Results with the exercises, points and checks that a test needs.</summary>
internal static class Grades
{
    public static GradeResult Of(string checks, params (string Exercise, decimal Earned, decimal Maximum)[] exercises)
    {
        GradeResult result = TemporaryGradebook.Grade(0, checks);
        ExerciseResult[] list = [.. exercises.Select(e => new ExerciseResult
        {
            Id = e.Exercise,
            Title = $"Exercise {e.Exercise}",
            Earned = e.Earned,
            Maximum = e.Maximum,
            Outcome = e.Earned == e.Maximum ? Outcome.Passed : Outcome.Failed,
            Checks = [new CheckResult { Id = e.Exercise + ".check", Title = "does it", Points = 1, Outcome = e.Maximum == 0
                ? Outcome.GraderError
                : e.Earned == e.Maximum ? Outcome.Passed : Outcome.Failed }],
        })];
        return result with { Exercises = list, Score = ScoreSheet.Total(list), Performance = [], Diagnostics = [] };
    }
}
