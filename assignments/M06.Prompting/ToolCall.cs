using System.Text.Json;

namespace LLMCourse.M06;

/// <summary>A call of a tool, as a model asks for it.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments, a JSON object.</param>
public sealed record ToolCall(string Name, JsonElement Arguments);
