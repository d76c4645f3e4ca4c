using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace LLMCourse.LlmServers.Api;

/// <summary>Reads the JSON of a request.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ApiException">It is no JSON object in UTF-8, is called something else, or is too large.</exception>
    public static async Task<RequestFields> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The content type is '{context.Request.ContentType}'; send JSON and say so, with Content-Type: application/json.",
                code: "unsupported_content_type");
        }

        using var bytes = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            throw new ApiException(
                e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? "The body is larger than this server accepts. Send less."
                    : "The body does not arrive as announced. Send it again.",
                code: e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "request_too_large" : "bad_request");
        }

        if (!Utf8.IsValid(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
            throw ApiException.Invalid("The body is not valid UTF-8.", null, "invalid_json");
        try
        {
            // The text of the document is copied: requests live as long as their replies.
            using JsonDocument document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Strict);
            JsonElement root = document.RootElement.Clone();
            ReadTexts(root);
            return RequestFields.Of(root, "");
        }
        catch (JsonException e)
        {
            // The words of the parser differ from one version of .NET to the next.
            string where = e.LineNumber is { } line
                ? string.Create(CultureInfo.InvariantCulture, $" at line {line + 1}, byte {e.BytePositionInLine + 1}")
                : ": a property comes twice in the same object";
            throw ApiException.Invalid($"The body is not valid JSON{where}.", null, "invalid_json");
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(
                "The body has an escaped half of a surrogate pair (\\uD800 to \\uDFFF) without the other. Send whole characters.", null,
                "invalid_json");
        }
    }

    /// <summary>Reads every string once: those with half a character can be parsed but not read.</summary>
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                ReadTexts(item);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                _ = property.Name;
                ReadTexts(property.Value);
            }
        }
    }
}
