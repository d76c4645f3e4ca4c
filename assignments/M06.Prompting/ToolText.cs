using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;
using Microsoft.Extensions.AI;

namespace LLMCourse.M06;

/// <summary>What the model reads of tools: their list, and their results.</summary>
public static class ToolText
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Begins a conversation.</summary>
    /// <param name="goal">What the user wants.</param>
    /// <param name="tools">The tools; the system turn lists them, and is left out where there are none.</param>
    public static IReadOnlyList<ChatTurn> Begin(string goal, IReadOnlyList<AIFunction> tools)
    {
        ChatTurn user = ChatTurn.User(goal);
        return tools.Count == 0 ? [user] : [ChatTurn.System(ToolSignature.List(tools.Select(tool => new ToolSignature(tool.Name, [.. ParametersOf(tool)])))), user];
    }

    /// <summary>Writes what a tool gave: a text as it is, anything else as JSON in one line.</summary>
    /// <param name="result">What <see cref="AIFunction"/>'s <c>InvokeAsync</c> returned. What an MCP server says with <c>isError</c> becomes an error.</param>
    public static string Of(object? result) => result switch
    {
        string text => text,
        TextContent content => content.Text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Object } value when value.TryGetProperty("isError", out JsonElement failed) && failed.ValueKind == JsonValueKind.True =>
            Complaint.Error(string.Join('\n', value.GetProperty("content").EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()))),
        JsonElement value => JsonSerializer.Serialize(value, Compact),
        _ => JsonSerializer.Serialize(result, Compact),
    };

    private static IEnumerable<string> ParametersOf(AIFunction tool) =>
        tool.JsonSchema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject().Select(property => property.Name) : [];
}
