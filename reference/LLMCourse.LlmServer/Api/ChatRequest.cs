using System.Text.Json;
using System.Text.RegularExpressions;
using LLMCourse.LlmServers.Constraints;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers.Api;

/// <summary>A checked request for a reply to a conversation.</summary>
internal sealed partial record ChatRequest(
    IReadOnlyList<ChatTurn> Turns, IReadOnlyList<ToolDefinition> Tools, CompletionOptions Options, bool IsStream, bool IncludeUsage,
    bool LogProbs)
{
    private const int MostTools = 128, MostTop = 20;

    /// <summary>Reads and checks a request.</summary>
    /// <exception cref="ApiException">Something in it is wrong.</exception>
    public static ChatRequest Read(RequestFields fields, ServerState server)
    {
        server.CheckModel(fields);
        _ = fields.Required("messages");
        IReadOnlyList<ToolDefinition> tools = ReadTools(fields);
        (ToolChoice choice, IReadOnlyList<ToolDefinition> callable) = ReadChoice(fields, tools);
        List<ChatTurn> turns = Conversation.Read(fields.List("messages")!, tools);
        bool logProbs = fields.Flag("logprobs") ?? false;
        int? top = fields.Integer("top_logprobs", 0, MostTop);
        if (top is not null && !logProbs)
            throw ApiException.Invalid("'top_logprobs' is only for requests with 'logprobs'. Set that to true.", "top_logprobs");
        if (fields.Any("max_tokens") is not null && fields.Any("max_completion_tokens") is not null)
            throw ApiException.Invalid("'max_tokens' is the old name of 'max_completion_tokens'. Give one of the two.", "max_tokens");
        (bool stream, bool usage) = ReadStream(fields);
        _ = fields.Flag("parallel_tool_calls");
        fields.Refuse("functions", "Use 'tools'.");
        fields.Refuse("function_call", "Use 'tool_choice'.");
        fields.Refuse("modalities", "The model writes text alone.",
            value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(each => each.ValueEquals("text")));
        var options = new CompletionOptions
        {
            Sampling = GenerationFields.Sampling(fields, server),
            MaxTokens = fields.Integer("max_completion_tokens", 1) ?? fields.Integer("max_tokens", 1),
            Stop = GenerationFields.Stop(fields),
            TopLogProbs = top ?? 0,
            ToolChoice = choice,
            Constraint = ReadFormat(fields) is { } grammar ? new GrammarConstraint(grammar, server.Tokens) : null,
            CallConstraint = choice == ToolChoice.None ? null : new GrammarConstraint(ToolCallGrammar.Of(callable), server.Tokens),
        };
        fields.RefuseOthers();
        return new ChatRequest(turns, tools, options, stream, usage, logProbs);
    }

    /// <summary>Reads whether the answer is a stream, and whether that ends with the usage.</summary>
    public static (bool Stream, bool Usage) ReadStream(RequestFields fields)
    {
        bool stream = fields.Flag("stream") ?? false;
        if (fields.Object("stream_options") is not { } options)
            return (stream, false);
        if (!stream)
            throw ApiException.Invalid("'stream_options' is only for requests with 'stream'. Set that to true.", "stream_options");
        bool usage = options.Flag("include_usage") ?? false;
        options.Ignore("include_obfuscation");
        options.RefuseOthers();
        return (stream, usage);
    }

    private static List<ToolDefinition> ReadTools(RequestFields fields)
    {
        var tools = new List<ToolDefinition>();
        IReadOnlyList<JsonElement> items = fields.List("tools") ?? [];
        if (items.Count > MostTools)
            throw ApiException.Invalid($"There are {items.Count} tools; give at most {MostTools}.", "tools", "array_above_max_length");
        for (int i = 0; i < items.Count; i++)
        {
            RequestFields tool = RequestFields.Of(items[i], $"tools[{i}]");
            _ = tool.RequiredText("type");
            _ = tool.OneOf("type", "function");
            RequestFields function = RequestFields.Of(tool.Required("function"), tool.Path("function"));
            string name = function.RequiredText("name");
            if (!Name().IsMatch(name))
                throw ApiException.Invalid($"'{function.Path("name")}' is '{name}'; it must be 1 to 64 letters, digits, '_' and '-'.",
                    function.Path("name"));
            if (tools.Any(other => other.Name == name))
                throw ApiException.Invalid($"Two tools are called '{name}'. Give each a name of its own.", function.Path("name"));
            RequestFields? parameters = function.Object("parameters");
            tools.Add(new ToolDefinition($"tools[{i}]", name, parameters is null ? null : function.Any("parameters"),
                function.Flag("strict") ?? false));
            function.Ignore("description");
            function.RefuseOthers();
            tool.RefuseOthers();
        }

        return tools;
    }

    /// <summary>Reads whether and which tools may be called.</summary>
    private static (ToolChoice Choice, IReadOnlyList<ToolDefinition> Callable) ReadChoice(RequestFields fields,
        IReadOnlyList<ToolDefinition> tools)
    {
        if (fields.Any("tool_choice") is not { } value)
            return (tools.Count == 0 ? ToolChoice.None : ToolChoice.Auto, tools);
        if (tools.Count == 0)
            return value.ValueKind == JsonValueKind.String && value.ValueEquals("none")
                ? (ToolChoice.None, tools)
                : throw ApiException.Invalid("'tool_choice' is only for requests with 'tools'. Give some.", "tool_choice");
        if (value.ValueKind == JsonValueKind.String)
        {
            return fields.OneOf("tool_choice", "none", "auto", "required") switch
            {
                "none" => (ToolChoice.None, tools),
                "auto" => (ToolChoice.Auto, tools),
                _ => (ToolChoice.Required, tools),
            };
        }

        RequestFields choice = RequestFields.Of(value, "tool_choice");
        _ = choice.RequiredText("type");
        _ = choice.OneOf("type", "function");
        RequestFields function = RequestFields.Of(choice.Required("function"), "tool_choice.function");
        string name = function.RequiredText("name");
        choice.RefuseOthers();
        function.RefuseOthers();
        return tools.FirstOrDefault(tool => tool.Name == name) is { } one
            ? (ToolChoice.Required, [one])
            : throw ApiException.Invalid($"'tool_choice' names the tool '{name}', which is not among 'tools'.",
                "tool_choice.function.name");
    }

    private static ByteGrammar? ReadFormat(RequestFields fields)
    {
        if (fields.Object("response_format") is not { } format)
            return null;
        _ = format.RequiredText("type");
        string type = format.OneOf("type", "text", "json_object", "json_schema")!;
        ByteGrammar? grammar = type switch { "text" => null, "json_object" => SchemaGrammar.OfAnyObject(), _ => ReadSchema(format) };
        format.RefuseOthers();
        return grammar;
    }

    private static ByteGrammar ReadSchema(RequestFields format)
    {
        RequestFields definition = RequestFields.Of(format.Required("json_schema"), "response_format.json_schema");
        string name = definition.RequiredText("name");
        if (!Name().IsMatch(name))
            throw ApiException.Invalid($"'{definition.Path("name")}' is '{name}'; it must be 1 to 64 letters, digits, '_' and '-'.",
                definition.Path("name"));
        definition.Ignore("description");
        _ = definition.Flag("strict"); // it holds in any case
        JsonElement schema = definition.Required("schema");
        definition.RefuseOthers();
        try
        {
            return SchemaGrammar.OfReply(schema);
        }
        catch (SchemaException e)
        {
            throw ApiException.Invalid($"Replies cannot be held to this schema. {e.Message}", definition.Path("schema"), "invalid_schema");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
