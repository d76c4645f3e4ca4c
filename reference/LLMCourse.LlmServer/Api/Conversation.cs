using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers.Api;

/// <summary>Reads the messages of a chat request as the turns that the model knows.</summary>
internal static class Conversation
{
    /// <summary>Reads messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="tools">The tools, which are listed in the first system turn, as the model was trained on it.</param>
    /// <exception cref="ApiException">A message is not one.</exception>
    public static List<ChatTurn> Read(IReadOnlyList<JsonElement> messages, IReadOnlyList<ToolDefinition> tools)
    {
        if (messages.Count == 0)
            throw ApiException.Invalid("'messages' is empty; give at least one message.", "messages", "empty_array");
        var turns = new List<ChatTurn>();
        var open = new List<string>(); // calls that have no result yet
        for (int i = 0; i < messages.Count; i++)
        {
            RequestFields message = RequestFields.Of(messages[i], $"messages[{i}]");
            string role = message.RequiredText("role");
            if (role != "tool" && open.Count > 0)
                throw ApiException.Invalid(
                    $"The message before 'messages[{i}]' calls tools, and no message of role 'tool' answers {string.Join(", ", open.Select(id => $"'{id}'"))}.", $"messages[{i}].role");
            message.Ignore("name");
            switch (role)
            {
                case "system" or "developer":
                    turns.Add(ChatTurn.System(Text(message)));
                    break;
                case "user":
                    turns.Add(ChatTurn.User(Text(message)));
                    break;
                case "assistant":
                    ReadAssistant(message, turns, open);
                    break;
                case "tool":
                    string id = message.RequiredText("tool_call_id");
                    if (!open.Remove(id))
                        throw ApiException.Invalid(
                            $"No call before it has the id '{id}'. A message of role 'tool' answers a call of the assistant's message before it.", $"messages[{i}].tool_call_id");
                    turns.Add(ChatTurn.Tool(Text(message)));
                    break;
                default:
                    throw ApiException.Invalid(
                        $"'messages[{i}].role' is '{role}'; supported values are 'system', 'developer', 'user', 'assistant' and 'tool'.",
                        $"messages[{i}].role");
            }

            message.RefuseOthers();
        }

        if (open.Count > 0)
            throw ApiException.Invalid(
                $"The last message calls tools; add a message of role 'tool' for {string.Join(", ", open.Select(id => $"'{id}'"))}.",
                "messages");
        if (tools.Count > 0)
        {
            string list = ToolSignature.List(tools.Select(tool => new ToolSignature(tool.Name, tool.ParameterNames)));
            if (turns[0].Role == ChatRole.System)
                turns[0] = ChatTurn.System($"{turns[0].Text}\n{list}");
            else
                turns.Insert(0, ChatTurn.System(list));
        }

        return turns;
    }

    private static void ReadAssistant(RequestFields message, List<ChatTurn> turns, List<string> open)
    {
        IReadOnlyList<JsonElement> calls = message.List("tool_calls") ?? [];
        if (message.Any("content") is not null)
            turns.Add(ChatTurn.Assistant(Text(message)));
        else if (message.Text("refusal") is { } refusal)
            turns.Add(ChatTurn.Assistant(refusal));
        else if (calls.Count == 0)
            throw ApiException.Invalid($"'{message.Path("content")}' must be a string, as the message calls no tool.",
                message.Path("content"), "invalid_type");
        message.Ignore("refusal", "annotations", "audio");
        for (int i = 0; i < calls.Count; i++)
        {
            RequestFields call = RequestFields.Of(calls[i], $"{message.Path("tool_calls")}[{i}]");
            open.Add(call.RequiredText("id"));
            _ = call.OneOf("type", "function");
            RequestFields function = call.Object("function")
                ?? throw ApiException.Invalid($"Missing required parameter: '{call.Path("function")}'.", call.Path("function"),
                    "missing_required_parameter");
            turns.Add(ChatTurn.Call($"{{\"name\": {Answers.Text(function.RequiredText("name"))}, \"arguments\": {OneLine(function.RequiredText("arguments"))}}}"));
            call.Ignore("index");
            call.RefuseOthers();
            function.RefuseOthers();
        }
    }

    /// <summary>Reads a text, or the texts of its parts.</summary>
    private static string Text(RequestFields message)
    {
        JsonElement content = message.Required("content");
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        var text = new StringBuilder();
        IReadOnlyList<JsonElement> parts = content.ValueKind == JsonValueKind.Array
            ? message.List("content")!
            : throw message.Type("content", "a string or a list of parts");
        for (int i = 0; i < parts.Count; i++)
        {
            RequestFields part = RequestFields.Of(parts[i], $"{message.Path("content")}[{i}]");
            string type = part.RequiredText("type");
            if (type is not ("text" or "refusal"))
                throw ApiException.Invalid($"'{part.Path("type")}' is '{type}', but the model reads text alone. Leave the part out.",
                    part.Path("type"));
            _ = text.Append(part.RequiredText(type));
            part.RefuseOthers();
        }

        return text.ToString();
    }

    /// <summary>Writes JSON as the model was trained on it, with a space after each colon and comma; clients write it in their own way.
    /// What is no JSON stays.</summary>
    private static string OneLine(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Write(document.RootElement);
        }
        catch (JsonException)
        {
            return json; // a model wrote it, and may read it as it is
        }
    }

    private static string Write(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            $"{{{string.Join(", ", element.EnumerateObject().Select(property => $"{Answers.Text(property.Name)}: {Write(property.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", element.EnumerateArray().Select(Write))}]",
        JsonValueKind.String => Answers.Text(element.GetString()!),
        _ => element.GetRawText(),
    };
}
