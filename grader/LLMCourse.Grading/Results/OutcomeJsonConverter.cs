using System.Text.Json;
using System.Text.Json.Serialization;

namespace LLMCourse.Grading.Results;

/// <summary>Writes an <see cref="Outcome"/> as a word such as <c>not-implemented</c>, and refuses numbers and unknown words.</summary>
public sealed class OutcomeJsonConverter() : JsonStringEnumConverter<Outcome>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
