using System.Text.Json.Nodes;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes the runner's JSON of GitHub Classroom for a submission; its tests sum to the grade.</summary>
internal sealed class ClassroomExport : ISubmissionExport
{
    private readonly ClassroomReport _report = new();

    /// <inheritdoc/>
    public string Format => _report.Format;

    /// <inheritdoc/>
    public string FileName => _report.FileName;

    /// <inheritdoc/>
    public string Render(GradeResult result, PolicyAdjustment? adjustment, IReadOnlyList<Comment> comments)
    {
        string rendered = _report.Render(result);
        if (adjustment is null) return rendered;
        JsonObject root = JsonNode.Parse(rendered)!.AsObject();
        // Classroom adds up the tests' scores and knows no other total, so what the policy takes is a test with a negative score.
        root["tests"]!.AsArray().Add(new JsonObject
        {
            ["name"] = PolicyAdjustment.Title,
            ["status"] = adjustment.Points < 0 ? "fail" : "pass",
            ["score"] = ScoreJson.Number(adjustment.Points),
            ["message"] = adjustment.Says,
            ["test_code"] = "policy",
            ["filename"] = "",
            ["line_no"] = 0,
            ["duration"] = 0,
        });
        if (adjustment.Points < 0 && (string?)root["status"] == "pass") root["status"] = "fail";
        return ScoreJson.Write(root);
    }
}
