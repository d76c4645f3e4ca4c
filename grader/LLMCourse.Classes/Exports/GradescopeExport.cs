using System.Text.Json.Nodes;
using LLMCourse.Classes.Gradebooks;
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
    public string Render(GradeResult result, PolicyAdjustment? adjustment, IReadOnlyList<Comment> comments)
    {
        string rendered = _report.Render(result);
        if (adjustment is null && comments.Count == 0) return rendered;
        JsonObject root = JsonNode.Parse(rendered)!.AsObject();
        if (adjustment is not null) Adjust(root, result, adjustment);
        foreach (Comment c in comments) Tell(root, $"Comment on {c.About}", StudentText.Visible(c.Text));
        return ScoreJson.Write(root);
    }

    private static void Adjust(JsonObject root, GradeResult result, PolicyAdjustment adjustment)
    {
        root["score"] = ScoreJson.Number(result.Score.Earned + adjustment.Points);
        root["output"] = result.Exercises.Count == 0 ? adjustment.Says : $"{adjustment.Says}\n\n{(string?)root["output"]}";
        Tell(root, PolicyAdjustment.Title, adjustment.Says);
    }

    // A test without scores is shown and not counted: the total already has all.
    private static void Tell(JsonObject root, string name, string text) =>
        root["tests"]!.AsArray()
            .Add(new JsonObject { ["name"] = name, ["output"] = text, ["output_format"] = "text", ["visibility"] = "visible" });
}
