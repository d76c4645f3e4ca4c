using System.Text.Json;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Training;

/// <summary>Reads conversations to learn from: one JSON object a line, as OpenAI's fine-tuning takes them (<c>messages</c>), or as the
/// Alpaca data have them (<c>instruction</c>, perhaps <c>input</c>, <c>output</c>).</summary>
public static class ChatFile
{
    /// <summary>Reads a file. Empty lines are skipped. What the assistant says is learned,
    /// also what it says before the last turn.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <returns>The conversations, in the order of the lines.</returns>
    /// <exception cref="InvalidDataException">A line is no conversation; the message has its number and says what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<TrainingConversation> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var all = new List<TrainingConversation>();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                all.Add(Parse(line, $"{path}, line {number}"));
        }

        return all.Count > 0
            ? all
            : throw new InvalidDataException($"{path} has no conversation; write one JSON object a line, such as {Example}.");
    }

    private const string Example = """{"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}""";

    private static TrainingConversation Parse(string line, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Wrong(where, $"it is {Kind(root)}, not an object");
            IReadOnlyList<ChatTurn> turns = root.TryGetProperty("messages", out JsonElement messages)
                ? Messages(messages, where)
                : Instruction(root, where);
            if (!turns.Any(turn => turn.Role == ChatRole.Assistant))
                throw Wrong(where, "the assistant says nothing, so that there is nothing to learn");
            return new TrainingConversation(turns, [.. turns.Select(turn => turn.Role == ChatRole.Assistant)]);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{where}: it is not JSON ({e.Message}). Write one object a line, such as {Example}.", e);
        }
    }

    private static List<ChatTurn> Messages(JsonElement messages, string where)
    {
        if (messages.ValueKind != JsonValueKind.Array)
            throw Wrong(where, $"messages is {Kind(messages)}, not a list");
        var turns = new List<ChatTurn>();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object)
                throw Wrong(where, $"message {turns.Count + 1} is {Kind(message)}, not an object");
            string role = Text(message, "role", where, $"message {turns.Count + 1}"),
                content = Text(message, "content", where, $"message {turns.Count + 1}");
            turns.Add(role switch
            {
                "system" or "developer" => ChatTurn.System(content),
                "user" => ChatTurn.User(content),
                "assistant" => ChatTurn.Assistant(content),
                "tool" => ChatTurn.Tool(content),
                _ => throw Wrong(where, $"message {turns.Count + 1} has the role '{role}'; there are system, user, assistant and tool"),
            });
        }

        return turns;
    }

    private static ChatTurn[] Instruction(JsonElement root, string where)
    {
        if (!root.TryGetProperty("instruction", out _))
            throw Wrong(where, "it has neither messages nor instruction");
        string instruction = Text(root, "instruction", where, "the object"), output = Text(root, "output", where, "the object");
        string input = root.TryGetProperty("input", out _) ? Text(root, "input", where, "the object") : "";
        return [ChatTurn.User(input.Length > 0 ? $"{instruction}\n{input}" : instruction), ChatTurn.Assistant(output)];
    }

    private static string Text(JsonElement from, string name, string where, string what)
    {
        if (!from.TryGetProperty(name, out JsonElement value))
            throw Wrong(where, $"{what} has no {name}");
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(where, $"{name} of {what} is {Kind(value)}, not a text");
        return value.GetString()!;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "a truth value",
    };

    private static InvalidDataException Wrong(string where, string what) =>
        new($"{where}: {what}. Write one object a line, such as {Example}.");
}
