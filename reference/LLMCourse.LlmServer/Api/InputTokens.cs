using System.Text.Json;

namespace LLMCourse.LlmServers.Api;

/// <summary>Reads texts that are given as tokens.</summary>
internal static class InputTokens
{
    /// <summary>Reads a list of tokens.</summary>
    /// <exception cref="ApiException">It is none, is empty, or has a token that the model does not know.</exception>
    public static int[] Read(JsonElement list, string path, int vocabulary)
    {
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number))
            throw ApiException.Invalid($"'{path}' must be a string or a list of tokens.", path, "invalid_type");
        if (list.GetArrayLength() == 0)
            throw ApiException.Invalid($"'{path}' is empty; give at least one token.", path, "empty_array");
        return [.. list.EnumerateArray().Select(item => item.TryGetInt32(out int token) && token >= 0 && token < vocabulary
            ? token
            : throw ApiException.Invalid($"'{path}' has the token {item.GetRawText()}; the model knows 0 to {vocabulary - 1}.", path))];
    }
}
