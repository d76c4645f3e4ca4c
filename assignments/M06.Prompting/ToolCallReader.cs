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
        throw new NotImplementedException("M06.E7: parse the reply, take one object or a list of them, and of each its name and its arguments.");
    }
}
