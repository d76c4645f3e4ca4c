using System.Text.Json.Serialization;

namespace LLMCourse.Grading.Course;

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModuleManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
