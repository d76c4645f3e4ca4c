using System.Globalization;
using System.Text.Json;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.LlmServers.Api;

/// <summary>Reads what chats and completions have in common.</summary>
internal static class GenerationFields
{
    private const int MostStops = 4;

    /// <summary>Reads how tokens are chosen.</summary>
    public static SamplingOptions Sampling(RequestFields fields, ServerState server)
    {
        if (fields.Integer("n", 1) is > 1)
            throw ApiException.Invalid(
                "'n' must be 1: this server writes one reply for each request. Send the request again, with another seed.", "n");
        static bool isZero(JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == 0;
        fields.Refuse("presence_penalty", "Leave it out, or set it to 0.", isZero);
        fields.Refuse("frequency_penalty", "Leave it out, or set it to 0.", isZero);
        fields.Ignore("user", "store", "metadata", "service_tier", "safety_identifier", "prompt_cache_key");
        return new SamplingOptions
        {
            Temperature = fields.Number("temperature", 0, 2) ?? 1,
            TopP = fields.Number("top_p", 0, 1) is { } p and < 1 ? p : null,
            Seed = fields.Long("seed") is { } seed ? (ulong)seed : server.Seed,
            LogitBias = Bias(fields, server.Model.TokenBytes.Count),
        };
    }

    /// <summary>Reads the strings that end a reply.</summary>
    public static IReadOnlyList<string> Stop(RequestFields fields)
    {
        if (fields.Any("stop") is not { } stop)
            return [];
        JsonElement[] items = stop.ValueKind == JsonValueKind.Array ? [.. stop.EnumerateArray()] : [stop];
        if (items.Any(item => item.ValueKind != JsonValueKind.String))
            throw fields.Type("stop", "a string or a list of strings");
        if (items.Length > MostStops)
            throw ApiException.Invalid($"'stop' has {items.Length} strings; give at most {MostStops}.", "stop", "array_above_max_length");
        string[] texts = [.. items.Select(item => item.GetString()!)];
        return texts.Contains("")
            ? throw ApiException.Invalid("'stop' has an empty string, which would end every reply before it begins. Leave it out.", "stop")
            : texts;
    }

    private static Dictionary<int, float>? Bias(RequestFields fields, int tokens)
    {
        if (fields.Any("logit_bias") is not { } bias)
            return null;
        if (bias.ValueKind != JsonValueKind.Object)
            throw fields.Type("logit_bias", "an object of token ids and numbers");
        var result = new Dictionary<int, float>();
        foreach (JsonProperty property in bias.EnumerateObject())
        {
            if (!int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= tokens)
                throw ApiException.Invalid($"'logit_bias' has the token '{property.Name}'; tokens are numbers from 0 to {tokens - 1}.",
                    "logit_bias");
            if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetSingle(out float value)
                || value is < -100 or > 100)
                throw ApiException.Invalid(
                    $"'logit_bias' has {property.Value.GetRawText()} for the token {id}; it must be a number from -100 to 100.",
                    "logit_bias");
            result[id] = value;
        }

        return result;
    }
}
