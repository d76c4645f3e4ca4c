using System.Text;
using System.Text.Json.Nodes;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Rendering;

/// <summary>Writes what GitHub Classroom's grading reporter reads from a runner: a test per check, with numeric scores that sum to the score.</summary>
/// <remarks>The reporter takes the same JSON in base64 as the step output <c>result</c>, see <see cref="Base64"/>; a workflow without the
/// reporter can print <see cref="Notices"/> itself.</remarks>
public sealed class ClassroomReport : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "classroom";

    /// <inheritdoc/>
    public string FileName => "classroom.json";

    /// <inheritdoc/>
    public string Render(GradeResult result) => ScoreJson.Write(Build(result));

    /// <summary>Writes the runner's JSON in base64, to be given as the step output <c>result</c>.</summary>
    public static string Base64(GradeResult result) => Convert.ToBase64String(Encoding.UTF8.GetBytes(ScoreJson.WriteLine(Build(result))));

    /// <summary>Writes the two workflow commands that GitHub Classroom reads the points from.</summary>
    public static IReadOnlyList<string> Notices(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string points = $"Points {Figures.Points(result.Score.Earned)}/{Figures.Points(result.Score.Maximum)}";
        JsonObject report = new() { ["totalPoints"] = ScoreJson.Number(result.Score.Earned), ["maxPoints"] = ScoreJson.Number(result.Score.Maximum) };
        return
        [
            $"::notice title=Autograding complete::{StudentText.WorkflowData(points)}",
            $"::notice title=Autograding report::{StudentText.WorkflowData(ScoreJson.WriteLine(report))}",
        ];
    }

    private static JsonObject Build(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        List<JsonObject> tests = [.. result.Exercises.SelectMany(e => e.Checks.Zip(PointSplit.Over(e), (c, p) => Test(e, c, p, result)))];
        bool error = result.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError));
        return new JsonObject
        {
            ["version"] = 1,
            ["status"] = error ? "error" : result.Exercises.All(e => e.Outcome == Outcome.Passed) ? "pass" : "fail",
            ["max_score"] = ScoreJson.Number(result.Score.Maximum),
            ["tests"] = new JsonArray([.. tests]),
        };
    }

    private static JsonObject Test(ExerciseResult exercise, CheckResult check, CheckPoints points, GradeResult result) => new()
    {
        ["name"] = ScoreJson.Text($"{exercise.Id} {exercise.Title}: {ExerciseMarkdown.PlainTitle(exercise, check)}", 300),
        ["status"] = check.Outcome switch
        {
            Outcome.Passed => "pass",
            Outcome.Failed or Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.Banned => "fail",
            _ => "error",
        },
        ["score"] = ScoreJson.Number(points.Earned),
        ["message"] = check.Outcome == Outcome.Passed ? null : ScoreJson.Text(check.Message ?? OutcomeWords.Explain(check.Outcome), 600),
        // The reporter prints this below a failed test; the id is what a student can look up in the report.
        ["test_code"] = ScoreJson.Text(check.Id, 100),
        ["filename"] = ScoreJson.Text(check.Place?.File, 200),
        ["line_no"] = check.Place?.Line ?? 0,
        ["duration"] = Math.Round(result.Timings?.Checks.GetValueOrDefault(check.Id) ?? 0),
    };
}
