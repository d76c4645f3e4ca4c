using System.Globalization;
using System.Net;
using System.Text;
using LLMCourse.Reference.Charts;

namespace LLMCourse.Checks.M10;

/// <summary>Draws the dashboard, from spans alone.</summary>
internal static class LoadDashboard
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem; color: #1d2733; background: #fdfcfa }
        h1 { font-size: 1.5rem } h2 { font-size: 1.15rem }
        .scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #d8dde2; white-space: nowrap } th:first-child { text-align: left }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem } .charts svg { width: 100%; height: auto; border: 1px solid #d8dde2 }
        #alert { padding: .5rem .8rem; border-left: .4rem solid #a3380b; background: #fff3ec }
        """;

    /// <summary>Gets the columns of the table, with the end of their cells' ids.</summary>
    public static IReadOnlyList<(string Id, string Title, Func<LoadRow, string> Cell)> Columns { get; } =
    [
        ("requests", "requests", row => Whole(row.Requests)), ("rps", "a second", row => Number(row.PerSecond, 2)),
        ("answered", "answered", row => Whole(row.Answered)), ("limited", "over a limit", row => Whole(row.Limited)),
        ("failed", "failed", row => Whole(row.Failed)), ("errors", "error rate", row => Percent(row.ErrorShare)),
        ("p50", "p50 (s)", row => Number(row.P50, 3)), ("p99", "p99 (s)", row => Number(row.P99, 3)),
        ("tokens", "tokens a second", row => Number(row.TokensPerSecond, 1)), ("hits", "cache hits", row => Percent(row.HitShare)),
    ];

    public static string Draw(IReadOnlyList<LoadSpan> spans)
    {
        ILookup<string, LoadSpan> roots = spans.Where(span => span.IsServer).ToLookup(span => span.Run);
        LoadMinute[] minutes = LoadStatistics.Minutes([.. roots[LoadPlan.Storm]]);
        StringBuilder page = new(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Load run</title>\n<style>\n");
        _ = page.Append(Style).Append(
            "\n</style>\n</head>\n<body>\n<main>\n<h1>Load run</h1>\n<p>Everything here is counted from <code>trace.json</code>.</p>\n");
        _ = page.Append("<div class=\"scroll\"><table id=\"runs\">\n<tr><th scope=\"col\">run</th>")
            .AppendJoin("", Columns.Select(column => $"<th scope=\"col\">{column.Title}</th>")).Append("</tr>\n");
        foreach ((int i, string name) in LoadPlan.Names.Index())
        {
            LoadRow row = LoadStatistics.Count(name, [.. roots[name]]);
            _ = page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{WebUtility.HtmlEncode(name)}</th>")
                .AppendJoin("", Columns.Select(column => $"<td id=\"{IdOf(i, column.Id)}\">{column.Cell(row)}</td>")).Append("</tr>\n");
        }

        int first = Array.FindIndex(minutes, minute => minute.IsFiring), last = Array.FindLastIndex(minutes, minute => minute.IsFiring);
        _ = page.Append(CultureInfo.InvariantCulture,
            $"</table></div>\n<h2>Two hours with a storm</h2>\n<p id=\"alert\">{(first < 0 ? "No alert." : string.Create(CultureInfo.InvariantCulture, $"Alert: the budget burned more than {LoadPlan.Burn} times too fast, over 5 minutes and over an hour, at the end of minutes <span id=\"first\">{first + 1}</span> to <span id=\"last\">{last + 1}</span>."))}</p>\n<div class=\"charts\">\n");
        _ = page.Append(Chart("Requests", "a minute", minutes, ("requests", minute => minute.Row.Requests),
            ("answered", minute => minute.Row.Answered)));
        _ = page.Append(Chart("Time to answer", "seconds", minutes, ("p50", minute => minute.Row.P50), ("p99", minute => minute.Row.P99)));
        _ = page.Append(Chart("Shares of requests", "percent", minutes, ("cache hits", minute => 100 * minute.Row.HitShare),
            ("errors", minute => 100 * minute.Row.ErrorShare)));
        _ = page.Append(Chart("Burn rate", "times the budget", minutes, ("5 minutes", minute => minute.Short),
            ("1 hour", minute => minute.Long), ("limit", _ => LoadPlan.Burn)));
        return page.Append("</div>\n</main>\n</body>\n</html>\n").ToString();
    }

    public static string IdOf(int run, string column) => FormattableString.Invariant($"r{run}-{column}");

    private static string Chart(string title, string unit, LoadMinute[] minutes,
        params (string Name, Func<LoadMinute, double> Value)[] lines) =>
        LineChart.Svg(title, "minute", unit,
            [.. lines.Select(line => new LineSeries(line.Name,
                [.. minutes.Select(minute => new ChartPoint(minute.Minute + 1, line.Value(minute)))]))])
                    .Replace("<svg ", $"<svg role=\"img\" aria-label=\"{title}\" ", StringComparison.Ordinal);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, int digits) =>
        Math.Round(value, digits).ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Percent(double share) => $"{Number(100 * share, 1)} %";
}
