using LLMCourse.Reference;
#region Solution
using System.Globalization;
using System.Text.Json;
#endregion

namespace LLMCourse.M12;

/// <summary>Reads the body of <c>POST /v1/classify</c>, and trusts nothing in it.</summary>
public static class ClassifyReader
{
    /// <summary>Reads and checks a request such as <c>{"texts":["The lift is broken."]}</c>.</summary>
    /// <remarks>
    /// <para>The first fault in this order is the answer; all have the status 400. Null is the same as absent.</para>
    /// <list type="table">
    /// <listheader><term>what</term><description>must be</description></listheader>
    /// <item><term>(body)</term><description>JSON in valid UTF-8, without a property that comes twice in an object and without half a surrogate pair, else <c>invalid_json</c>; an object, else <c>invalid_type</c>; both without a param</description></item>
    /// <item><term>(any other property than texts)</term><description>absent, else <c>unknown_parameter</c>, with the first one's name as the param, whatever its value is</description></item>
    /// <item><term>texts</term><description>there, else <c>missing_required_parameter</c>; a list, else <c>invalid_type</c>; with 1 to <see cref="ProjectServerOptions.MaxTexts"/> items, else <c>invalid_value</c></description></item>
    /// <item><term>texts[i], one after the other</term><description>a string, else <c>invalid_type</c>; not only white space, and at most <see cref="ProjectServerOptions.MaxTextLength"/> characters, else <c>invalid_value</c></description></item>
    /// </list>
    /// </remarks>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="options">The limits.</param>
    /// <returns>The texts.</returns>
    /// <exception cref="ServiceException">Something in it is wrong.</exception>
    [Exercise("M12.E6", Title = "Service", Weight = 4)]
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body, ProjectServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // TODO M12.E6: parse the bytes, then check in the order of the table, and throw at the first fault.
        #region Solution
        using JsonDocument document = Parse(body);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new ServiceException(400, "The body must be a JSON object.", "invalid_type");
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name != "texts") throw new ServiceException(400, $"There is no parameter '{property.Name}'.", "unknown_parameter", property.Name);
        }

        if (!root.TryGetProperty("texts", out JsonElement list) || list.ValueKind == JsonValueKind.Null) throw new ServiceException(400, "'texts' is required.", "missing_required_parameter", "texts");
        if (list.ValueKind != JsonValueKind.Array) throw new ServiceException(400, "'texts' must be a list of strings.", "invalid_type", "texts");
        if (list.GetArrayLength() < 1 || list.GetArrayLength() > options.MaxTexts) throw new ServiceException(400, $"'texts' must have 1 to {options.MaxTexts} items.", "invalid_value", "texts");
        List<string> texts = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"texts[{texts.Count}]");
            if (item.ValueKind != JsonValueKind.String) throw new ServiceException(400, $"'{place}' must be a string.", "invalid_type", place);
            string text = item.GetString()!;
            if (string.IsNullOrWhiteSpace(text) || text.Length > options.MaxTextLength) throw new ServiceException(400, $"'{place}' must have 1 to {options.MaxTextLength} characters, not only white space.", "invalid_value", place);
            texts.Add(text);
        }

        return texts;
        #endregion
    }

    #region Solution
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(body, Strict);
            ReadAll(document.RootElement);
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ServiceException(400, "The body must be valid JSON in UTF-8.", "invalid_json");
        }
    }

    // Bytes that are no UTF-8, and half a surrogate pair, show when a text is read, and not before.
    private static void ReadAll(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array) foreach (JsonElement item in element.EnumerateArray()) ReadAll(item);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            _ = property.Name;
            ReadAll(property.Value);
        }
    }
    #endregion
}
