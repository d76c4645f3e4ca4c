using System.Text.Json;
using System.Text.Json.Nodes;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>What the exports to other systems' JSON have in common.</summary>
internal static class ScoreJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = ResultJson.Encoder };

    private static readonly JsonSerializerOptions Compact = new() { Encoder = ResultJson.Encoder };

    /// <summary>Writes a document, indented, with a newline at its end.</summary>
    public static string Write(JsonObject document) => ResultJson.NoCommands(document.ToJsonString(Indented)) + "\n";

    /// <summary>Writes a document on one line.</summary>
    public static string WriteLine(JsonObject document) => ResultJson.NoCommands(document.ToJsonString(Compact));

    /// <summary>A number without trailing zeros, so that equal points are equal texts.</summary>
    public static JsonValue Number(decimal points) => JsonValue.Create(points / 1.0000000000000000000000000000m);

    /// <summary>A text as the student may see it: characters made visible, cut at a limit.</summary>
    public static JsonValue Text(string? text, int limit = 4000) => JsonValue.Create(StudentText.Cap(StudentText.Visible(text), limit));
}
