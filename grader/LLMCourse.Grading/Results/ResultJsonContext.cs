using System.Text.Json.Serialization;

namespace LLMCourse.Grading.Results;

/// <summary>The source-generated form of <c>result.json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(OutcomeJsonConverter)])]
[JsonSerializable(typeof(GradeResult))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;
