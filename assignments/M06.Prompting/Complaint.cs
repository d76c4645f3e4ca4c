using System.Text.Json;

namespace LLMCourse.M06;

/// <summary>The words in which a model is told what was wrong with its call. They are given, because the model reads them: so the same fault always reads the same.</summary>
public static class Complaint
{
    /// <summary>The reply is no JSON.</summary>
    public const string NotJson = "the call is not JSON";

    /// <summary>The reply is JSON, but neither a call nor a list of calls.</summary>
    public const string NoCall = "a call is an object with a name and arguments, or a list of these";

    /// <summary>A call has no name, an empty one, or one that is not a text.</summary>
    public const string NoName = "a call has no name";

    /// <summary>The arguments are no object.</summary>
    public const string NoArguments = "the arguments are not a JSON object";

    /// <summary>There is no tool of this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tools">The names of the tools that there are, in their order.</param>
    public static string UnknownTool(string name, IEnumerable<string> tools) => $"there is no tool \"{name}\"; there are {string.Join(", ", tools)}";

    /// <summary>An argument is missing.</summary>
    /// <param name="path">Where it belongs, such as <c>from.city</c>.</param>
    public static string Missing(string path) => $"the argument {path} is missing";

    /// <summary>An argument is of the wrong type.</summary>
    /// <param name="path">Where it stands, such as <c>from.city</c> or <c>days[2]</c>.</param>
    /// <param name="types">The types that the schema allows, in its order.</param>
    public static string WrongType(string path, IEnumerable<string> types) => $"the argument {path} is not of type {string.Join(" or ", types)}";

    /// <summary>An argument is none of the values that the schema lists.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="values">The values, as JSON.</param>
    public static string NotListed(string path, IEnumerable<JsonElement> values) => $"the argument {path} is none of {string.Join(", ", values.Select(value => value.GetRawText()))}";

    /// <summary>An argument is not in the schema, and the schema allows no others.</summary>
    /// <param name="path">Where it stands.</param>
    public static string Unknown(string path) => $"there is no argument {path}";

    /// <summary>Writes what the model is told where there is no result.</summary>
    /// <param name="reason">One of the above, or the message of what a tool threw.</param>
    public static string Error(string reason) => $"error: {reason}";
}
