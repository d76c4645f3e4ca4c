using System.Text;
using System.Text.Json.Nodes;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes what GitHub Classroom's grading reporter reads from a runner: a test per check, with
/// numeric scores that sum to the score.</summary>
/// <remarks>The reporter takes the same JSON in base64 as the step output <c>result</c>, see
/// <see cref="Base64(IReadOnlyList{GradeResult})"/>; a workflow without the reporter can print
/// <see cref="Notices(IReadOnlyList{GradeResult})"/> itself.</remarks>
public sealed class ClassroomReport : IReportWriter
{
    private const int LongMessage = 600;

    /// <summary>Characters of the base64 that leave room in 128 KiB for the variable's name.</summary>
    private const int Base64Limit = 126_000;

    /// <inheritdoc/>
    public string Format => "classroom";

    /// <inheritdoc/>
    public string FileName => "classroom.json";

    /// <inheritdoc/>
    public string Render(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ScoreJson.Write(Build([result], LongMessage));
    }

    /// <summary>Writes the runner's JSON in base64, to be given as the step output <c>result</c>.</summary>
    public static string Base64(GradeResult result) => Base64([result]);

    /// <summary>Writes the runner's JSON for several results that one step reports, in base64: their
    /// tests, and the sum of their points.</summary>
    /// <param name="results">The results.</param>
    /// <remarks>The reporter reads it from an environment variable, which Linux keeps below 128 KiB: messages are cut until it fits, and at
    /// last a test stands for a whole exercise.</remarks>
    public static string Base64(IReadOnlyList<GradeResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        string made = "";
        foreach (int? message in (int?[])[LongMessage, 200, 60, null])
        {
            made = Convert.ToBase64String(
                Encoding.UTF8.GetBytes(ScoreJson.WriteLine(message is int limit ? Build(results, limit) : BuildShort(results))));
            if (made.Length <= Base64Limit) break;
        }

        return made;
    }

    /// <summary>Writes the two workflow commands that GitHub Classroom reads the points from.</summary>
    public static IReadOnlyList<string> Notices(GradeResult result) => Notices([result]);

    /// <summary>Writes the two workflow commands for several results that one step reports: the sum of their points.</summary>
    public static IReadOnlyList<string> Notices(IReadOnlyList<GradeResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        decimal earned = results.Sum(r => r.Score.Earned), maximum = results.Sum(r => r.Score.Maximum);
        string points = $"Points {Figures.Points(earned)}/{Figures.Points(maximum)}";
        JsonObject report = new() { ["totalPoints"] = ScoreJson.Number(earned), ["maxPoints"] = ScoreJson.Number(maximum) };
        return
        [
            $"::notice title=Autograding complete::{StudentText.WorkflowData(points)}",
            $"::notice title=Autograding report::{StudentText.WorkflowData(ScoreJson.WriteLine(report))}",
        ];
    }

    private static JsonObject Build(IReadOnlyList<GradeResult> results, int message) =>
        Run(results,
            results.SelectMany(r => r.Exercises.SelectMany(e => e.Checks.Zip(PointSplit.Over(e), (c, p) => Test(e, c, p, r, message)))));

    private static JsonObject BuildShort(
        IReadOnlyList<GradeResult> results) => Run(results, results.SelectMany(r => r.Exercises).Select(e => new JsonObject
        {
            ["name"] = ScoreJson.Text($"{e.Id} {e.Title}", 100),
            ["status"] = e.Outcome == Outcome.Passed ? "pass" : e.Outcome == Outcome.GraderError ? "error" : "fail",
            ["score"] = ScoreJson.Number(e.Earned),
            ["message"] = e.Outcome == Outcome.Passed ? null : ScoreJson.Text(OutcomeWords.Explain(e.Outcome), 200),
            ["test_code"] = ScoreJson.Text(e.Id, 100),
            ["filename"] = "",
            ["line_no"] = 0,
            ["duration"] = 0,
        }));

    private static JsonObject Run(IReadOnlyList<GradeResult> results, IEnumerable<JsonObject> tests) => new()
    {
        ["version"] = 1,
        ["status"] = results.Any(r => r.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError))) ? "error"
            : results.All(r => r.Exercises.All(e => e.Outcome == Outcome.Passed)) ? "pass" : "fail",
        ["max_score"] = ScoreJson.Number(results.Sum(r => r.Score.Maximum)),
        ["tests"] = new JsonArray([.. tests]),
    };

    private static JsonObject Test(ExerciseResult exercise, CheckResult check, CheckPoints points, GradeResult result, int message) => new()
    {
        ["name"] = ScoreJson.Text($"{exercise.Id} {exercise.Title}: {ExerciseMarkdown.PlainTitle(check)}", 300),
        ["status"] = check.Outcome switch
        {
            Outcome.Passed => "pass",
            Outcome.Failed or Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.Banned => "fail",
            _ => "error",
        },
        ["score"] = ScoreJson.Number(points.Earned),
        ["message"] = check.Outcome == Outcome.Passed
            ? null
            : ScoreJson.Text(check.Message ?? OutcomeWords.Explain(check.Outcome), message),
        // The reporter prints this below a failed test; the id is what a student can look up in the report.
        ["test_code"] = ScoreJson.Text(check.Id, 100),
        ["filename"] = ScoreJson.Text(check.Place?.File, 200),
        ["line_no"] = check.Place?.Line ?? 0,
        ["duration"] = Math.Round(result.Timings?.Checks.GetValueOrDefault(check.Id) ?? 0),
    };
}
