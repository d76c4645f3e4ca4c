using System.Globalization;

namespace LLMCourse.Checks.M12;

/// <summary>Writes down what a pipeline made.</summary>
public static class Pipelines
{
    public static string Write(Dataset dataset) => string.Join('\n', dataset.Records.Select(x => (x.Source, x.Row, Line: x.Text))
        .Concat(dataset.Dropped.Select(x => (x.Source, x.Row, Line: $"dropped: {x.Reason}")))
        .OrderBy(x => x.Source, StringComparer.Ordinal).ThenBy(x => x.Row)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.Source} {x.Row} {x.Line}")));

    public static string Write(Datasheet sheet)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"{sheet.Rows} {sheet.Kept} | {Counts(sheet.Dropped)} | {Counts(sheet.Sources)} | {Counts(sheet.Topics)} | {Counts(sheet.Tones)} | {Counts(sheet.Splits)}");

        static string Counts(IReadOnlyList<SheetCount> counts) =>
            string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Name} {count.Count}")));
    }

    /// <summary>A letter a row, in order: kept, dropped as a duplicate, dropped as a near-duplicate, or else.</summary>
    public static string Fates(Dataset dataset) => string.Concat(dataset.Records.Select(x => (x.Source, x.Row, Fate: 'k'))
        .Concat(dataset.Dropped.Select(
            x => (x.Source, x.Row, Fate: x.Reason is "duplicate" ? 'd' : x.Reason is "near-duplicate" ? 'n' : '?')))
        .OrderBy(x => x.Source, StringComparer.Ordinal).ThenBy(x => x.Row).Select(x => x.Fate));
}
