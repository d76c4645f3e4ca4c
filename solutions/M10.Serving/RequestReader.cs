using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M10;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>, and trusts nothing in it.</summary>
public static class RequestReader
{
    /// <summary>Reads and checks a request.</summary>
    /// <remarks>
    /// <para>The fields are checked in the order of the table, and the first fault is the answer; in a list, the first item that has one. A field that is
    /// null counts as absent, one that the table does not name is passed over. All faults have the status 400, but for <c>model_not_found</c>, which has 404.</para>
    /// <list type="table">
    /// <listheader><term>field</term><description>what it must be</description></listheader>
    /// <item><term>(body)</term><description>JSON in UTF-8, without a property that comes twice in an object, else <c>invalid_json</c>; an object, else <c>invalid_type</c>; both without a param</description></item>
    /// <item><term>model</term><description>required, a string; another name than the model's is <c>model_not_found</c></description></item>
    /// <item><term>messages</term><description>required, a list, not empty (<c>invalid_value</c>); each an object with <c>role</c> (required, a string: <c>system</c>, <c>developer</c>, which is the same, <c>user</c> or
    /// <c>assistant</c>) and then <c>content</c> (required, a string, or a list of objects <c>{"type": "text", "text": "…"}</c>, whose texts are joined; another type is <c>invalid_value</c> at
    /// <c>messages[i].content[j].type</c>). Roles come in order: at most one system message, the first of all, then user and assistant in turn, the user first, the user last; a role out of
    /// order is <c>invalid_value</c> at its <c>messages[i].role</c>, a conversation that does not end with the user at <c>messages</c></description></item>
    /// <item><term>temperature</term><description>a number from 0 to 2; 1 if absent</description></item>
    /// <item><term>top_p</term><description>a number above 0, at most 1; 1 and absent mean no limit (<see cref="SamplingOptions.TopP"/> null)</description></item>
    /// <item><term>seed</term><description>a whole number of 64 bits, one of them the sign, whose bits are taken as they are: −1 is 2⁶⁴ − 1; 0 if absent</description></item>
    /// <item><term>max_tokens</term><description>a whole number of at least 1 (of 32 bits); no limit if absent</description></item>
    /// <item><term>max_completion_tokens</term><description>the same by its newer name, which clients of today send; both at once are <c>invalid_value</c> here</description></item>
    /// <item><term>stop</term><description>a string, or a list of one to four strings, none of them empty</description></item>
    /// <item><term>n</term><description>1: this endpoint writes one reply</description></item>
    /// <item><term>stream</term><description>true or false</description></item>
    /// <item><term>stream_options</term><description>an object, only where stream is true (else <c>invalid_value</c>); in it <c>include_usage</c>, true or false</description></item>
    /// </list>
    /// <para>Codes: <c>missing_required_parameter</c> where a required field is absent, <c>invalid_type</c> where the JSON type is another (a number that is not whole where it must be, or too large for its bits, is also another type),
    /// <c>invalid_value</c> where the type is right and the value is not. The param is the field's path, such as <c>messages[0].role</c>, <c>stop[1]</c>, <c>stream_options.include_usage</c>.</para>
    /// </remarks>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="modelId">The name of the model that is served.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ApiException">Something in it is wrong.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static EndpointRequest Read(ReadOnlyMemory<byte> body, string modelId)
    {
        // TODO M10.E1: parse the bytes, then read field by field in the order of the table, and throw at the first fault.
        #region Solution
        using JsonDocument document = Parse(body);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new ApiException(400, "The body must be a JSON object.", "invalid_type");
        string model = Text(Required(root, "model", "model"), "model");
        if (model != modelId) throw new ApiException(404, $"There is no model '{model}'. This server has '{modelId}'.", "model_not_found", "model");
        List<ChatTurn> turns = Turns(Required(root, "messages", "messages"));
        double temperature = Number(root, "temperature") ?? 1;
        if (temperature is < 0 or > 2) throw Value("temperature", "a number from 0 to 2");
        double? topP = Number(root, "top_p");
        if (topP is <= 0 or > 1) throw Value("top_p", "above 0 and at most 1");
        long seed = Find(root, "seed") is { } value ? value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) ? whole : throw Type("seed", "a whole number of 64 bits") : 0;
        int? most = Integer(root, "max_tokens");
        if (most < 1) throw Value("max_tokens", "at least 1");
        if (Integer(root, "max_completion_tokens") is { } newer)
        {
            if (newer < 1) throw Value("max_completion_tokens", "at least 1");
            most = most is null ? newer : throw Value("max_completion_tokens", "absent beside 'max_tokens', which is its old name");
        }

        List<string> stop = Stop(root);
        if (Integer(root, "n") is { } n and not 1) throw Value("n", $"1, and not {n}: ask again for another reply");
        bool stream = Flag(root, "stream", "stream") ?? false, usage = false;
        if (Find(root, "stream_options") is { } options)
        {
            if (options.ValueKind != JsonValueKind.Object) throw Type("stream_options", "an object");
            if (!stream) throw Value("stream_options", "absent where 'stream' is not true");
            usage = Flag(options, "include_usage", "stream_options.include_usage") ?? false;
        }

        SamplingOptions sampling = new() { Temperature = temperature, TopP = topP < 1 ? topP : null, Seed = (ulong)seed };
        return new EndpointRequest(turns, new CompletionOptions { Sampling = sampling, MaxTokens = most, Stop = stop }, stream, usage);
        #endregion
    }

    #region Solution
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(body.Span)) throw new ApiException(400, "The body is not valid UTF-8.", "invalid_json");
            JsonDocument document = JsonDocument.Parse(body, Strict);
            ReadTexts(document.RootElement);
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(400, "The body is not valid JSON.", "invalid_json");
        }
    }

    // An escaped half of a surrogate pair parses, and throws when it is read.
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array) foreach (JsonElement item in element.EnumerateArray()) ReadTexts(item);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            _ = property.Name;
            ReadTexts(property.Value);
        }
    }

    private static List<ChatTurn> Turns(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array) throw Type("messages", "a list");
        if (messages.GetArrayLength() == 0) throw Value("messages", "at least one message");
        List<ChatTurn> turns = [];
        foreach ((int i, JsonElement message) in messages.EnumerateArray().Index())
        {
            string path = $"messages[{i}]";
            if (message.ValueKind != JsonValueKind.Object) throw Type(path, "an object");
            ChatRole role = Text(Required(message, "role", $"{path}.role"), $"{path}.role") switch
            {
                "system" or "developer" => ChatRole.System,
                "user" => ChatRole.User,
                "assistant" => ChatRole.Assistant,
                _ => throw Value($"{path}.role", "system, developer, user or assistant"),
            };
            bool inOrder = role switch
            {
                ChatRole.System => i == 0,
                ChatRole.User => i == 0 || turns[^1].Role != ChatRole.User,
                _ => i > 0 && turns[^1].Role == ChatRole.User,
            };
            if (!inOrder) throw Value($"{path}.role", "in order: system, then user and assistant in turn");
            turns.Add(new ChatTurn(role, Content(Required(message, "content", $"{path}.content"), $"{path}.content")));
        }

        return turns[^1].Role == ChatRole.User ? turns : throw Value("messages", "a conversation whose last word is the user's");
    }

    private static string Content(JsonElement content, string path)
    {
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) throw Type(path, "a string or a list of parts");
        return string.Concat(content.EnumerateArray().Index().Select(part =>
        {
            string at = $"{path}[{part.Index}]";
            if (part.Item.ValueKind != JsonValueKind.Object) throw Type(at, "an object");
            string type = Text(Required(part.Item, "type", $"{at}.type"), $"{at}.type");
            return type == "text" ? Text(Required(part.Item, "text", $"{at}.text"), $"{at}.text") : throw Value($"{at}.type", "text: the model reads nothing else");
        }));
    }

    private static List<string> Stop(JsonElement root)
    {
        if (Find(root, "stop") is not { } stop) return [];
        if (stop.ValueKind == JsonValueKind.String) return stop.GetString() is { Length: > 0 } one ? [one] : throw Value("stop", "not empty");
        if (stop.ValueKind != JsonValueKind.Array) throw Type("stop", "a string or a list of strings");
        if (stop.GetArrayLength() is 0 or > 4) throw Value("stop", "one to four strings");
        return [.. stop.EnumerateArray().Index().Select(item => Text(item.Item, $"stop[{item.Index}]") is { Length: > 0 } text ? text : throw Value($"stop[{item.Index}]", "not empty"))];
    }

    private static JsonElement? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement Required(JsonElement element, string name, string path) =>
        Find(element, name) ?? throw new ApiException(400, $"Missing required parameter: '{path}'.", "missing_required_parameter", path);

    private static string Text(JsonElement value, string path) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Type(path, "a string");

    private static double? Number(JsonElement element, string name) =>
        Find(element, name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Type(name, "a number");

    private static int? Integer(JsonElement element, string name) =>
        Find(element, name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Type(name, "a whole number");

    private static bool? Flag(JsonElement element, string name, string path) => Find(element, name)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Type(path, "true or false"),
    };

    private static ApiException Type(string path, string wanted) => new(400, $"'{path}' must be {wanted}.", "invalid_type", path);

    private static ApiException Value(string path, string wanted) => new(400, $"'{path}' must be {wanted}.", "invalid_value", path);
    #endregion
}
