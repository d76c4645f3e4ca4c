using System.Text.Json;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M09;

/// <summary>Reads conversations from JSON lines, in the two forms that instruction data is published in.</summary>
/// <remarks>
/// OpenAI's chat form, <c>{"messages":[{"role":"user","content":"…"},{"role":"assistant","content":"…"}]}</c>, and Alpaca's (Taori et al. 2023),
/// <c>{"instruction":"…","input":"…","output":"…"}</c>.
/// </remarks>
public static class SftJson
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">Lines that end with <c>\n</c> or <c>\r\n</c>, the last one perhaps with neither; a byte order mark (U+FEFF) may stand first.
    /// Lines of nothing but white space are skipped.</param>
    /// <returns>A conversation for each other line, in order. One has at most one turn of the system, which comes first; then users and assistant
    /// take turns, from a user's to an assistant's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidDataException">A line is not a conversation. The message has the line's number, from 1, skipped lines counted.</exception>
    /// <remarks>
    /// An object with <c>messages</c> is in the chat form; whatever else it has is ignored. Otherwise <c>instruction</c> and <c>output</c> must be there,
    /// and <c>input</c> may be: the user says the instruction, or, where the input is not empty, the instruction, <c>\n\n</c> and the input.
    /// Roles are <c>system</c>, <c>user</c> and <c>assistant</c>. Texts are strings; only <c>input</c> may be empty.
    /// </remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static IReadOnlyList<IReadOnlyList<ChatTurn>> Read(string text)
    {
        // TODO M09.E1: parse each line that is not blank, and say of a wrong one which it is and what to do.
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        var conversations = new List<IReadOnlyList<ChatTurn>>();
        foreach ((int index, string line) in (text.StartsWith('\uFEFF') ? text[1..] : text).Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                conversations.Add(Conversation(json.RootElement));
            }
            // For half a character GetString throws InvalidOperationException where it is an escape, and Parse ArgumentException where it is not.
            catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidDataException($"Line {index + 1}: {e.Message}", e);
            }
        }

        return conversations;
        #endregion
    }

    #region Solution
    private static List<ChatTurn> Conversation(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"It is {line.ValueKind}; write an object with \"messages\", or with \"instruction\" and \"output\".");
        List<ChatTurn> turns = line.TryGetProperty("messages", out JsonElement messages) ? Messages(messages) : Instruction(line);
        int first = turns is [{ Role: ChatRole.System }, ..] ? 1 : 0;
        for (int i = first; i < turns.Count; i++)
        {
            ChatRole expected = (i - first) % 2 == 0 ? ChatRole.User : ChatRole.Assistant;
            if (turns[i].Role != expected)
                throw new InvalidDataException($"Message {i} is from {turns[i].Role}; it must be from {expected}, since users and assistant take turns.");
        }

        return turns.Count > first && turns[^1].Role == ChatRole.Assistant
            ? turns
            : throw new InvalidDataException("The conversation does not end with the assistant; there is no reply to learn.");
    }

    private static List<ChatTurn> Messages(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"\"messages\" is {messages.ValueKind}; it must be an array.");
        var turns = new List<ChatTurn>();
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"Message {turns.Count} is {message.ValueKind}; it must be an object with \"role\" and \"content\".");
            string role = Text(message, "role");
            turns.Add(new ChatTurn(
                role switch
                {
                    "system" => ChatRole.System,
                    "user" => ChatRole.User,
                    "assistant" => ChatRole.Assistant,
                    _ => throw new InvalidDataException($"Message {turns.Count} has the role \"{role}\"; it must be system, user or assistant."),
                },
                Text(message, "content")));
        }

        return turns;
    }

    private static List<ChatTurn> Instruction(JsonElement line)
    {
        string instruction = Text(line, "instruction"), output = Text(line, "output");
        string input = line.TryGetProperty("input", out _) ? Text(line, "input", mayBeEmpty: true) : "";
        return [ChatTurn.User(input.Length == 0 ? instruction : instruction + "\n\n" + input), ChatTurn.Assistant(output)];
    }

    private static string Text(JsonElement owner, string name, bool mayBeEmpty = false)
    {
        if (!owner.TryGetProperty(name, out JsonElement value))
            throw new InvalidDataException($"\"{name}\" is missing.");
        if (value.ValueKind != JsonValueKind.String)
            throw new InvalidDataException($"\"{name}\" is {value.ValueKind}; it must be a string.");
        string text = value.GetString()!;
        return text.Length > 0 || mayBeEmpty ? text : throw new InvalidDataException($"\"{name}\" is empty.");
    }
    #endregion
}
