using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LLMCourse.M06;

/// <summary>A request for a reply, as <see href="https://platform.openai.com/docs/api-reference/chat/create"/> describes it.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Messages">The conversation so far.</param>
public sealed record LlmRequest(string Model, params IReadOnlyList<LlmMessage> Messages)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the temperature; null: the server's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>Gets the greatest number of tokens of the reply; null: as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the seed; null: none.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets the strings that end the reply.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Writes the request's body.</summary>
    /// <param name="stream">Whether the reply is wanted piece by piece, with the usage at its end.</param>
    public string ToJson(bool stream)
    {
        JsonObject body = new()
        {
            ["model"] = Model,
            ["messages"] = new JsonArray([.. Messages.Select(message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]),
        };
        if (Temperature is { } temperature) body["temperature"] = temperature;
        if (MaxTokens is { } tokens) body["max_completion_tokens"] = tokens;
        if (Seed is { } seed) body["seed"] = seed;
        if (Stop.Count > 0) body["stop"] = new JsonArray([.. Stop.Select(text => JsonValue.Create(text))]);
        if (stream) (body["stream"], body["stream_options"]) = (true, new JsonObject { ["include_usage"] = true });
        return body.ToJsonString(Readable);
    }
}
