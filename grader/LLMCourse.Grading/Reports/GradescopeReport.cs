using System.Text.Json.Nodes;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes Gradescope's <c>results.json</c>: a test per check, whose scores sum to the score.</summary>
/// <remarks>A check that ended as a grader error is a test without scores, which Gradescope shows and does not count.</remarks>
public sealed class GradescopeReport : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "gradescope";

    /// <inheritdoc/>
    public string FileName => "gradescope.json";

    /// <summary>Gets the visibility of checks whose detail is withheld: <c>visible</c>, <c>after_due_date</c>,
    /// <c>after_published</c> or <c>hidden</c>.</summary>
    /// <remarks>The default is <c>visible</c>, since the withheld detail is not in the result at all. With any other value Gradescope hides
    /// the student's total too, for as long as one such check is hidden.</remarks>
    public string WithheldVisibility { get; init; } = "visible";

    /// <inheritdoc/>
    public string Render(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        JsonObject root = new()
        {
            ["score"] = ScoreJson.Number(result.Score.Earned),
            ["output"] = ReportTexts.Opening(new ReportOutline(result)),
            ["output_format"] = "md",
            ["test_output_format"] = "md",
            ["test_name_format"] = "text",
            ["visibility"] = "visible",
            ["stdout_visibility"] = "hidden",
            ["tests"] = new JsonArray([.. result.Exercises.SelectMany((e, i) => Tests(e, i + 1))]),
            ["extra_data"] = new JsonObject
            {
                ["module"] = result.Module.Name,
                ["max_score"] = ScoreJson.Number(result.Score.Maximum),
                ["grader_version"] = result.GraderVersion,
                ["checks_version"] = result.Module.ChecksVersion,
                ["content_hash"] = result.Submission.ContentHash,
            },
        };
        if (result.Timings is TimingSummary timings) root["execution_time"] = Math.Round(timings.TotalMilliseconds / 1000, 3);
        if (result.Performance.Count > 0) root["leaderboard"] = new JsonArray([.. result.Performance.Select(Leader)]);
        return ScoreJson.Write(root);
    }

    private IEnumerable<JsonNode> Tests(ExerciseResult exercise, int number) =>
        exercise.Checks.Zip(PointSplit.Over(exercise)).Select((pair, i) => Test(exercise, pair.First, pair.Second, $"{number}.{i + 1}"));

    private JsonObject Test(ExerciseResult exercise, CheckResult check, CheckPoints points, string number)
    {
        JsonObject test = new()
        {
            ["name"] = ScoreJson.Text($"{exercise.Id} {exercise.Title}: {ExerciseMarkdown.PlainTitle(check)}", 300),
            ["number"] = number,
        };
        if (check.Outcome != Outcome.GraderError)
        {
            test["score"] = ScoreJson.Number(points.Earned);
            test["max_score"] = ScoreJson.Number(points.Maximum);
            test["status"] = check.Outcome == Outcome.Passed ? "passed" : "failed";
        }

        if (check.Outcome != Outcome.Passed) test["output"] = ExerciseMarkdown.Reason(check);
        test["output_format"] = "md";
        test["tags"] = new JsonArray(exercise.Id, Name(check.Outcome));
        test["visibility"] = check.Withheld ? WithheldVisibility : "visible";
        test["extra_data"] = new JsonObject { ["check"] = check.Id };
        return test;
    }

    private static string Name(Outcome outcome) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());

    private static JsonObject Leader(PerformanceResult p) => new()
    {
        ["name"] = ScoreJson.Text($"{p.CheckId}: time / reference", 100),
        ["value"] = Math.Round(p.Ratio, 3),
        ["order"] = "asc",
    };
}
