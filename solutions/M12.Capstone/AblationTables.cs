using System.Globalization;
using System.Text;
using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>Writes a report. The same report gives the same bytes, in any culture; lines end with a line feed.</summary>
public static class AblationTables
{
    /// <summary>Writes all runs as CSV (RFC 4180, with line feeds).</summary>
    /// <remarks>The header is <c>point,seed,value,error</c>. Values are written so that reading gives the same number ("R"); what is null is empty. A field with a comma, a quotation mark, a carriage return or a line feed
    /// stands in quotation marks, with each quotation mark in it doubled.</remarks>
    /// <param name="report">The report.</param>
    /// <returns>The text.</returns>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static string ToCsv(AblationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        // TODO M12.E5: a line for each result, with the invariant culture.
        #region Solution
        StringBuilder text = new("point,seed,value,error\n");
        foreach (AblationResult result in report.Results)
            _ = text.Append(CultureInfo.InvariantCulture, $"{Quoted(result.Point.Id)},{result.Seed},{result.Value:R},{Quoted(result.Error ?? "")}\n");
        return text.ToString();
        #endregion
    }

    /// <summary>Writes the comparisons as a table of Markdown, and below it what failed.</summary>
    /// <remarks>
    /// <code>
    /// | factor | level | baseline | n | difference | 95 % interval | p | Holm p | verdict |
    /// |---|---|---|--:|--:|---|--:|--:|---|
    /// | rate | 0.1 | 0.01 | 3 | 0.0200 | -0.0048 to 0.0448 | 0.0742 | 0.1484 | no difference |
    ///
    /// - rate=0.1;width=8, seed 7: out of memory
    /// </code>
    /// <para>Numbers have four decimals ("F4"), NaN is <c>-</c>, and so is an interval of NaN. In names, levels, ids and messages a <c>|</c> is written <c>\|</c>, and a line feed or carriage return as a space. The empty line and the list are there only where a run failed; it has the failed runs in the report's order.</para>
    /// <para>The verdict is the first that holds: <c>too few seeds</c> (fewer than two differences), <c>no difference</c> (0 lies in the interval, its ends included), <c>not after Holm</c> (HolmP is 0.05 or more), <c>higher</c> (the mean is above 0), <c>lower</c>.</para>
    /// </remarks>
    /// <param name="report">The report.</param>
    /// <returns>The text.</returns>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static string ToMarkdown(AblationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        // TODO M12.E5: the header, a line for each comparison with its verdict, and a line for each failure.
        #region Solution
        StringBuilder text = new("| factor | level | baseline | n | difference | 95 % interval | p | Holm p | verdict |\n|---|---|---|--:|--:|---|--:|--:|---|\n");
        foreach (AblationComparison x in report.Comparisons)
        {
            string interval = double.IsNaN(x.Low) ? "-" : $"{Number(x.Low)} to {Number(x.High)}";
            _ = text.Append(CultureInfo.InvariantCulture, $"| {Cell(x.Factor)} | {Cell(x.Level)} | {Cell(x.Baseline)} | {x.N} | {Number(x.Mean)} | {interval} | {Number(x.P)} | {Number(x.HolmP)} | {Verdict(x)} |\n");
        }

        string[] failures = [.. report.Results.Where(result => result.Value is null).Select(result => string.Create(CultureInfo.InvariantCulture, $"- {Cell(result.Point.Id)}, seed {result.Seed}: {Cell(result.Error ?? "")}\n"))];
        if (failures.Length > 0) _ = text.Append('\n').AppendJoin("", failures);
        return text.ToString();
        #endregion
    }

    #region Solution
    private static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');

    private static string Number(double number) => double.IsNaN(number) ? "-" : number.ToString("F4", CultureInfo.InvariantCulture);

    private static string Verdict(AblationComparison x) =>
        x.N < 2 ? "too few seeds"
        : x.Low <= 0 && x.High >= 0 ? "no difference"
        : x.HolmP >= 0.05 ? "not after Holm"
        : x.Mean > 0 ? "higher"
        : "lower";
    #endregion
}
