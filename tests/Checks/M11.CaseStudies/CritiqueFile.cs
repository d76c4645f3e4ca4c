using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LLMCourse.Checks.M11;

/// <summary>An entry of <c>critique.json</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>strength</c> or <c>weakness</c>.</param>
/// <param name="Case">Which product.</param>
/// <param name="Slice">Which of its rows.</param>
/// <param name="Beside">The slice that it is compared with, or null.</param>
/// <param name="Metric">What is measured.</param>
/// <param name="Claim">What is said.</param>
/// <param name="Bound">What the whole interval must lie above (a strength) or below (a weakness).</param>
/// <param name="Value">What was measured.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
/// <param name="N">How many rows the slice has.</param>
/// <param name="Holds">Whether the claim holds.</param>
/// <param name="Evidence">Ids of some rows that show it: of a strength such that pass, of a weakness such that fail.</param>
/// <param name="Exceptions">Ids of all rows of the slice that fail though it is a strength, or pass though it is a weakness.</param>
internal sealed record CritiqueEntry(
    string Id, string Kind, string Case, string Slice, string? Beside, string Metric, string Claim, double Bound, double Value, double Low,
    double High, int N, bool Holds, IReadOnlyList<string> Evidence, IReadOnlyList<string> Exceptions)
{
    public const int MostEvidence = 5;

    [JsonIgnore]
    public CritiquePoint Point => new(Id, Kind == "strength", Case, Slice, Beside, Metric, Bound, Claim);

    public static CritiqueEntry Of(CritiquePoint point, IReadOnlyList<CritiqueRow> rows)
    {
        CritiqueValue value = CritiqueStatistics.Measure(point, rows) ?? new CritiqueValue(0, 0, 0, 0);
        (string[] passing, string[] failing) = value.Rows == 0 ? ([], []) : CritiqueStatistics.Divide(point, rows);
        (string[] shows, string[] contradicts) = point.IsStrength ? (passing, failing) : (failing, passing);
        return new CritiqueEntry(
            point.Id, point.IsStrength ? "strength" : "weakness", point.Case, point.Slice, point.Beside, point.Metric, point.Claim,
            point.Bound, value.Value, value.Low, value.High, value.Rows,
            value.Rows > 0 && CritiqueStatistics.Holds(point, value), [.. shows.Take(MostEvidence)], contradicts);
    }
}

/// <summary>Writes and reads the critique: for programs, and for people.</summary>
internal static class CritiqueFile
{
    private static readonly JsonSerializerOptions Format =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<CritiqueEntry> entries) => JsonSerializer.Serialize(entries, Format) + "\n";

    /// <summary>Reads a critique; null if it is none.</summary>
    public static CritiqueEntry[]? Read(string text)
    {
        try
        {
            CritiqueEntry?[] read = JsonSerializer.Deserialize<CritiqueEntry?[]>(text, Format) ?? [];
            CritiqueEntry[] entries = [.. read.OfType<CritiqueEntry>()];
            bool isWhole = entries.Length == read.Length && entries.Select(entry => entry.Id).Distinct().Count() == entries.Length
                && entries.All(entry => entry.Kind is "strength" or "weakness")
                && entries.All(entry => entry
                    is { Case: not null, Slice: not null, Metric: not null, Claim: not null, Evidence: not null, Exceptions: not null });
            return isWhole && entries.Length > 0 ? entries : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it for people, with one failing row of each weakness.</summary>
    public static string Page(IReadOnlyList<CritiqueEntry> entries, IReadOnlyList<CritiqueRow> rows)
    {
        StringBuilder page = new(
            "# What the six products are good for, and what not\n\nEverything here is counted from `results.jsonl`; intervals are of 95 %, by Wilson for shares and by the bootstrap for all else.\n");
        foreach (string name in CritiquePlan.Cases)
        {
            _ = page.Append(CultureInfo.InvariantCulture,
                $"\n## {char.ToUpperInvariant(name[0])}{name[1..]}\n\n| | what | metric | value | interval | rows |\n|---|---|---|--:|---|--:|\n");
            CritiqueEntry[] own = [.. entries.Where(entry => entry.Case == name).OrderBy(entry => entry.Kind, StringComparer.Ordinal)];
            foreach (CritiqueEntry entry in own)
                _ = page.Append(CultureInfo.InvariantCulture,
                    $"| {(entry.Holds ? entry.Kind == "strength" ? "+" : "−" : "?")} | {entry.Claim}{(entry.Holds ? "" : " **Not shown.**")} | {entry.Metric}{(entry.Beside is null ? "" : ", difference")} | {Number(entry.Value)} | {Number(entry.Low)} to {Number(entry.High)} | {entry.N} |\n");
            foreach (CritiqueEntry entry in own.Where(entry => entry.Kind == "weakness" && entry.Evidence.Count > 0))
            {
                CritiqueRow? row = rows.FirstOrDefault(row => row.Id == entry.Evidence[0]);
                if (row is not null)
                    _ = page.Append(CultureInfo.InvariantCulture,
                        $"\n`{row.Id}` ({entry.Slice}): {Short(row.Input)}\n- should be: {Short(row.Expected)}\n- is: {Short(row.Got)}\n");
            }
        }

        return page.ToString();
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) > 2 ? "F1" : "F3", CultureInfo.InvariantCulture);

    private static string Short(string? text)
    {
        string line = string.Join(' ', CritiqueRow.Words(text));
        return text is null ? "nothing" : $"\"{(line.Length <= 300 ? line : $"{line[..300].TrimEnd('\uD800', ' ')}…")}\"";
    }
}
