using System.Text.Json;

namespace LLMCourse.LlmServers.Api;

/// <summary>A function that a request offers.</summary>
/// <param name="Path">Where in the request it stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The schema of its arguments; null: it has none.</param>
/// <param name="IsStrict">Whether calls must fit the schema.</param>
internal sealed record ToolDefinition(string Path, string Name, JsonElement? Parameters, bool IsStrict)
{
    /// <summary>Gets the names of its parameters.</summary>
    public IReadOnlyList<string> ParameterNames => Parameters is { } schema
        && schema.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
        ? [.. properties.EnumerateObject().Select(property => property.Name)]
        : [];
}
