using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Regrading;

/// <summary>Puts exercises that were graded again in the place of what a result had for them; the others keep theirs.</summary>
internal static class CombinedGrade
{
    /// <summary>Returns which checks graded an exercise of a result.</summary>
    public static string VersionOf(GradeResult result, ExerciseResult exercise) => exercise.ChecksVersion ?? result.Module.ChecksVersion;

    /// <summary>Combines.</summary>
    /// <param name="before">The result so far.</param>
    /// <param name="again">The result of grading some exercises again, and nothing else.</param>
    public static GradeResult Of(GradeResult before, GradeResult again)
    {
        Dictionary<string, ExerciseResult> replaced =
            again.Exercises.ToDictionary(e => e.Id, e => e with { ChecksVersion = again.Module.ChecksVersion }, StringComparer.Ordinal);
        List<ExerciseResult> exercises =
        [
            .. before.Exercises.Select(e => replaced.GetValueOrDefault(e.Id, e with { ChecksVersion = VersionOf(before, e) })),
            .. again.Exercises.Where(e => before.Exercises.All(b => b.Id != e.Id)).Select(e => replaced[e.Id]),
        ];

        // Once all are by the same checks again the result is like any other.
        List<string> versions = [.. exercises.Select(e => e.ChecksVersion!).Distinct(StringComparer.Ordinal)];
        if (versions.Count == 1) exercises = [.. exercises.Select(e => e with { ChecksVersion = null })];
        HashSet<string> checks = [.. replaced.Values.SelectMany(e => e.Checks).Select(c => c.Id)];
        return before with
        {
            GraderVersion = again.GraderVersion,
            Module = (versions.Count == 1 ? again.Module : before.Module) with
            {
                ChecksVersion = string.Join('+', versions.Order(StringComparer.Ordinal))
            },
            Isolation = again.Isolation,
            Exercises = exercises,
            Score = ScoreSheet.Total(exercises),
            Diagnostics = versions.Count == 1 ? again.Diagnostics : [.. before.Diagnostics.Union(again.Diagnostics)],
            Performance = [.. before.Performance.Where(p => !checks.Contains(p.CheckId)), .. again.Performance],
            Timings = Timings(before.Timings, again.Timings),
        };
    }

    /// <summary>Says what a new result changes.</summary>
    public static Regrade Change(Attempt attempt, GradeResult before, GradeResult again, GradeResult after, DateTimeOffset made,
        string why) => new(
        attempt, made, why, before.Score.Earned, before.Score.Maximum, after.Score.Earned, after.Score.Maximum,
        [.. again.Exercises.Select(e => before.Exercises.FirstOrDefault(b => b.Id == e.Id) is { } old
            ? new RegradedExercise(e.Id, VersionOf(before, old), again.Module.ChecksVersion, old.Earned, old.Maximum, e.Earned, e.Maximum)
            : new RegradedExercise(e.Id, "", again.Module.ChecksVersion, 0, 0, e.Earned, e.Maximum))]);

    private static TimingSummary? Timings(TimingSummary? before, TimingSummary? again)
    {
        if (before is null || again is null) return again ?? before;
        Dictionary<string, double> checks = new(before.Checks, StringComparer.Ordinal);
        foreach ((string check, double milliseconds) in again.Checks) checks[check] = milliseconds;
        return again with { Checks = checks };
    }
}
