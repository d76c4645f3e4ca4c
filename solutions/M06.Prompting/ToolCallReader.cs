using System.Text.Json;
using LLMCourse.Reference;

namespace LLMCourse.M06;

/// <summary>Reads the calls that a model writes.</summary>
public static class ToolCallReader
{
    /// <summary>Reads a reply that calls tools: one call, <c>{"name": "sum", "arguments": {"a": 1}}</c>, or a JSON list of one or more.</summary>
    /// <remarks>
    /// Arguments that are left out are an empty object. A text that holds a JSON object counts as that object, since OpenAI's API sends
    /// arguments so. Whatever else a call has, such as an id, is ignored.
    /// </remarks>
    /// <param name="reply">The reply's text.</param>
    /// <returns>The calls in their order. They stay valid for as long as they are held.</returns>
    /// <exception cref="FormatException">It cannot be read; the message is <see cref="Complaint.NotJson"/>, <see cref="Complaint.NoCall"/>,
    /// <see cref="Complaint.NoName"/> or <see cref="Complaint.NoArguments"/>, of several faults that of the first call in this order.</exception>
    [Exercise("M06.E7", Title = "Tool calls in a loop", Weight = 4)]
    public static IReadOnlyList<ToolCall> Read(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        // TODO M06.E7: parse the reply, take one object or a list of them, and of each its name and its arguments.
        #region Solution
        JsonElement root = Parse(reply, Complaint.NotJson);
        if (root.ValueKind == JsonValueKind.Object) return [One(root)];
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0) throw new FormatException(Complaint.NoCall);
        return [.. root.EnumerateArray().Select(One)];
        #endregion
    }

    #region Solution
    private static ToolCall One(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object) throw new FormatException(Complaint.NoCall);
        if (!call.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0) throw new FormatException(Complaint.NoName);
        if (!call.TryGetProperty("arguments", out JsonElement arguments)) arguments = Parse("{}", Complaint.NoArguments);
        if (arguments.ValueKind == JsonValueKind.String) arguments = Parse(arguments.GetString()!, Complaint.NoArguments);
        return arguments.ValueKind == JsonValueKind.Object ? new ToolCall(name.GetString()!, arguments) : throw new FormatException(Complaint.NoArguments);
    }

    // A copy, which does not go with the document.
    private static JsonElement Parse(string json, string complaint)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new FormatException(complaint, e);
        }
    }
    #endregion
}
