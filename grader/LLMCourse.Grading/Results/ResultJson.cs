using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace LLMCourse.Grading.Results;

/// <summary>Reads and writes <c>result.json</c>: camelCase, outcomes as words, two spaces of
/// indentation, LF, one newline at the end.</summary>
/// <remarks>Equal results give equal bytes: properties come in their order of declaration and numbers in the invariant culture.
/// HTML-sensitive and invisible characters are written as <c>\uXXXX</c>, so that the file may be looked at anywhere.</remarks>
public static class ResultJson
{
    // Declared first, since the next property's initializer reads it.
    /// <summary>Gets the encoder of every JSON file that is written here: letters stay, what is markup or invisible is escaped.</summary>
    internal static JavaScriptEncoder Encoder { get; } = CreateEncoder();

    /// <summary>Gets the serializer's knowledge of <see cref="GradeResult"/>, with the options that the file is written with.</summary>
    public static JsonTypeInfo<GradeResult> TypeInfo { get; } = CreateContext().GradeResult;

    /// <summary>Writes a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The content of <c>result.json</c>, to be written as UTF-8 without a byte order mark.</returns>
    public static string Write(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return NoCommands(JsonSerializer.Serialize(result, TypeInfo)) + "\n";
    }

    /// <summary>Reads a result.</summary>
    /// <param name="json">The content of a <c>result.json</c>.</param>
    /// <exception cref="FormatException">The text is not JSON, is not a result, or is of a
    /// version that this grader does not know.</exception>
    public static GradeResult Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            // The version first: a result of another version may lack what this one requires.
            CheckVersion(json);
            return JsonSerializer.Deserialize(json, TypeInfo)
                ?? throw new FormatException("The result is null. Grade the submission again to write a new result.json.");
        }
        catch (JsonException e)
        {
            string where = string.IsNullOrEmpty(e.Path) ? "" : $" at {e.Path}";
            throw new FormatException(
                $"This is not a result.json that can be read{where}: {e.Message} Grade the submission again to write a new one.", e);
        }
    }

    /// <summary>Returns the result without what may differ from run to run: the timings, and
    /// what the performance checks measured.</summary>
    /// <remarks>Two gradings of the same submission are equal in this form, byte for byte once written.</remarks>
    public static GradeResult WithoutTimings(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result with { Timings = null, Performance = [] };
    }

    /// <summary>Escapes what a workflow's runner takes for a command wherever it stands in a line; it
    /// means the same to a reader of JSON.</summary>
    internal static string NoCommands(string json) => json.Replace("##[", "\\u0023#[", StringComparison.Ordinal);

    private static void CheckVersion(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement property)
            || property.ValueKind != JsonValueKind.Number
            || !property.TryGetInt32(out int version))
        {
            throw new FormatException(
                "This is not a result.json: it has no whole number schemaVersion. Give the file that `grader grade` wrote.");
        }

        if (version != GradeResult.CurrentSchemaVersion)
        {
            throw new FormatException(
                $"This result.json has schemaVersion {version}; this grader reads {GradeResult.CurrentSchemaVersion}. "
                + "Read it with the grader that wrote it, or grade the submission again.");
        }
    }

    private static JavaScriptEncoder CreateEncoder()
    {
        TextEncoderSettings settings = new(UnicodeRanges.All);
        for (char c = '\0'; c < char.MaxValue; c++)
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.Format) settings.ForbidCharacter(c);
        }

        return JavaScriptEncoder.Create(settings);
    }

    private static ResultJsonContext CreateContext() =>
        new(new JsonSerializerOptions(ResultJsonContext.Default.Options) { Encoder = Encoder });
}
