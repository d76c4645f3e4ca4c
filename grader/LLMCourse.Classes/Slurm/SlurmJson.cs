using System.Text.Json.Serialization;
using LLMCourse.Classes.Batches;

namespace LLMCourse.Classes.Slurm;

/// <summary>The source-generated form of a run's files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SlurmPlan))]
[JsonSerializable(typeof(MergeReport))]
[JsonSerializable(typeof(ShardLine))]
[JsonSerializable(typeof(IReadOnlyList<FoundSubmission>))]
internal sealed partial class SlurmJson : JsonSerializerContext;
