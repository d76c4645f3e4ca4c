using System.Text.Json;
using System.Text.Json.Serialization;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Similarity;

/// <summary>Writes the report as JSON: the figures of every pair, and the passages of the closest.</summary>
internal static class SimilarityJson
{
    private static readonly SimilarityJsonContext Context =
        new(new JsonSerializerOptions(SimilarityJsonContext.Default.Options) { Encoder = ResultJson.Encoder });

    /// <summary>Renders it.</summary>
    public static string Render(SimilarityReport report) => JsonSerializer.Serialize(report, Context.SimilarityReport) + "\n";
}

/// <summary>The source-generated form of the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(SimilarityReport))]
internal sealed partial class SimilarityJsonContext : JsonSerializerContext;
