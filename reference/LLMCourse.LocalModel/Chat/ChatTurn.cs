namespace LLMCourse.LocalModels.Chat;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">What is said; a call of a tool as JSON, <c>{"name":…,"arguments":{…}}</c>.</param>
/// <param name="IsToolCall">Whether the assistant calls a tool instead of answering.</param>
public sealed record ChatTurn(ChatRole Role, string Text, bool IsToolCall = false)
{
    /// <summary>Makes a turn of <see cref="ChatRole.System"/>.</summary>
    /// <param name="text">What is said.</param>
    public static ChatTurn System(string text) => new(ChatRole.System, text);

    /// <summary>Makes a turn of <see cref="ChatRole.User"/>.</summary>
    /// <param name="text">What is said.</param>
    public static ChatTurn User(string text) => new(ChatRole.User, text);

    /// <summary>Makes a turn of <see cref="ChatRole.Assistant"/>.</summary>
    /// <param name="text">What is said.</param>
    public static ChatTurn Assistant(string text) => new(ChatRole.Assistant, text);

    /// <summary>Makes a turn of <see cref="ChatRole.Assistant"/> that calls a tool.</summary>
    /// <param name="json">The call, <c>{"name":…,"arguments":{…}}</c>.</param>
    public static ChatTurn Call(string json) => new(ChatRole.Assistant, json, IsToolCall: true);

    /// <summary>Makes a turn of <see cref="ChatRole.Tool"/>.</summary>
    /// <param name="result">What the tool gave.</param>
    public static ChatTurn Tool(string result) => new(ChatRole.Tool, result);
}
