using System.Text.Json.Nodes;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes Gradescope's <c>results.json</c> of a submission; the total is the grade, whatever the tests sum to.</summary>
internal sealed class GradescopeExport : ISubmissionExport
{
    private readonly GradescopeReport _report = new();

    /// <inheritdoc/>
    public string Format => _report.Format;

    /// <inheritdoc/>
    public string FileName => _report.FileName;

    /// <inheritdoc/>
    public string Render(GradeResult result, PolicyAdjustment? adjustment)
    {
        string rendered = _report.Render(result);
        if (adjustment is null) return rendered;
        JsonObject root = JsonNode.Parse(rendered)!.AsObject();
        root["score"] = ScoreJson.Number(result.Score.Earned + adjustment.Points);
        root["output"] = result.Exercises.Count == 0 ? adjustment.Says : $"{adjustment.Says}\n\n{(string?)root["output"]}";
        // A test without scores is shown and not counted: the total above already has it.
        root["tests"]!.AsArray().Add(new JsonObject { ["name"] = PolicyAdjustment.Title, ["output"] = adjustment.Says, ["output_format"] = "text", ["visibility"] = "visible" });
        return ScoreJson.Write(root);
    }
}
