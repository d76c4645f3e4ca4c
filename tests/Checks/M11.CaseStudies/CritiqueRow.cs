using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

/// <summary>A line of <c>results.jsonl</c>: what a part was given, and what came of it.</summary>
/// <param name="Id">Its id, such as <c>chat-007</c>.</param>
/// <param name="Case">Which product.</param>
/// <param name="Slice">Which kind of input.</param>
/// <param name="Input">What went in.</param>
/// <param name="Expected">What should come out; null for nothing.</param>
/// <param name="Got">What came out; null for nothing.</param>
/// <param name="Scores">What it is worth, by the name of a score.</param>
internal sealed record CritiqueRow(string Id, string Case, string Slice, string Input, string? Expected, string? Got,
    SortedDictionary<string, double> Scores)
{
    private const string AtMost = "at most ";
    private const int MostText = 1000;

    private static readonly JsonSerializerOptions Format =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CritiqueRow Of(string id, string @case, string slice, string input, string? expected, string? got)
    {
        got = got?.Length > MostText ? got[..MostText] : got;
        return new(id, @case, slice, input, expected, got, Score(@case, expected, got));
    }

    /// <summary>Computes a row's scores from what should have come out and what did.</summary>
    public static SortedDictionary<string, double> Score(string @case, string? expected, string? got)
    {
        SortedDictionary<string, double> scores = new(StringComparer.Ordinal);
        if (@case == CritiquePlan.Summary)
        {
            scores["rougeL"] = Math.Round(TextScores.RougeL(Words(expected), Words(got)), 6);
            return scores;
        }

        bool isLimit = expected?.StartsWith(AtMost, StringComparison.Ordinal) == true;
        scores["right"] = (isLimit ? Number(got) <= Number(expected![AtMost.Length..]) : expected == got) ? 1 : 0;
        string[] names = @case == CritiquePlan.Translation ? [.. Words(expected).Where(word => char.IsUpper(word[0]))] : [];
        if (names.Length > 0) scores["names"] = names.All(Words(got).Contains) ? 1 : 0;
        return scores;
    }

    public static string[] Words(string? text) => (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public string Text() => JsonSerializer.Serialize(this, Format);

    public static string Write(IEnumerable<CritiqueRow> rows) => string.Concat(rows.Select(row => row.Text() + "\n"));

    /// <summary>Reads rows; null if a line is none.</summary>
    public static CritiqueRow[]? Read(string text)
    {
        try
        {
            CritiqueRow[] rows = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<CritiqueRow>(line, Format)!)];
            return rows.Length > 0 && rows.All(
                row => row is { Id: not null, Case: not null, Slice: not null, Input: not null, Scores: not null }) && Write(rows) == text
                    ? rows
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
