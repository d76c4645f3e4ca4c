using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LLMCourse.M08;

/// <summary>The results of a suite.</summary>
/// <param name="Suite">The name of the suite.</param>
/// <param name="ModelHash">The model.</param>
/// <param name="Parameters">How replies were written.</param>
/// <param name="Results">What came of each item, in the order of the suite.</param>
public sealed record EvalReport(string Suite, string ModelHash, EvalParameters Parameters, IReadOnlyList<EvalResult> Results)
{
    // Readable beats safe in a web page: nobody puts this file into one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the number of right replies.</summary>
    public int Right => Results.Count(result => result.IsRight == true);

    /// <summary>Gets the number of items without a reply.</summary>
    public int Failed => Results.Count(result => result.Reply is null);

    /// <summary>Gets the share of right replies; null where an item has none or there are no items: which requests fail is no matter of chance, so that
    /// the rest says nothing about the whole.</summary>
    public double? Accuracy => Failed > 0 || Results.Count == 0 ? null : Right / (double)Results.Count;

    /// <summary>Writes the report: a line of what was run, one for each item, one of what came out.</summary>
    public string ToJsonLines()
    {
        StringBuilder lines = new();
        Line(lines, json =>
        {
            json.WriteString("suite", Suite);
            json.WriteString("model", ModelHash);
            json.WriteNumber("max_tokens", Parameters.MaxTokens);
            json.WriteNumber("temperature", Parameters.Temperature);
            json.WriteNumber("seed", Parameters.Seed);
        });
        foreach (EvalResult result in Results)
        {
            Line(lines, json =>
            {
                json.WriteString("id", result.Id);
                if (result.Reply is { } reply)
                {
                    json.WriteString("reply", reply.Text);
                    json.WriteBoolean("right", result.IsRight == true);
                    json.WriteNumber("prompt_tokens", reply.PromptTokens);
                    json.WriteNumber("reply_tokens", reply.ReplyTokens);
                }
                else
                {
                    json.WriteString("error", result.Error);
                }
            });
        }

        Line(lines, json =>
        {
            json.WriteNumber("items", Results.Count);
            json.WriteNumber("right", Right);
            json.WriteNumber("failed", Failed);
            json.WriteNumber("prompt_tokens", Results.Sum(result => result.Reply?.PromptTokens ?? 0));
            json.WriteNumber("reply_tokens", Results.Sum(result => result.Reply?.ReplyTokens ?? 0));
        });
        return lines.ToString();
    }

    private static void Line(StringBuilder lines, Action<Utf8JsonWriter> fields)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Readable))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        _ = lines.Append(Encoding.UTF8.GetString(bytes.ToArray())).Append('\n');
    }
}
