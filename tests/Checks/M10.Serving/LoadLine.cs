using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>A line of <c>requests.csv</c>: a call as its client saw it.</summary>
internal sealed record LoadLine(string Run, int Call, string Tenant, int Question, bool Draws, bool Streams, double Begun, double Seconds,
    int Attempts, string Outcome, string Reply, string Trace)
{
    public const string Header = "run,call,tenant,question,drawn,streamed,begun,seconds,attempts,outcome,reply,trace";

    /// <summary>Gets how a call may end.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["answered", "rate_limited", "server_error", "breaker_open", "connection_lost"];

    public static LoadLine Of(string run, LoadCall call) => new(
        run, call.Request.Number, call.Request.Tenant, call.Request.Question, call.Request.Draws, call.Request.Streams,
        call.Begun.TotalSeconds, (call.Ended - call.Begun).TotalSeconds, call.Attempts, call.Outcome, call.Reply, call.Trace);

    public string Text() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Run},{Call},{Tenant},{Question},{Word(Draws)},{Word(Streams)},{Begun:F7},{Seconds:F7},{Attempts},{Outcome},{Reply},{Trace}");

    public static string Write(IEnumerable<LoadLine> lines) => Header + "\n" + string.Concat(lines.Select(line => line.Text() + "\n"));

    /// <summary>Reads a table; null if it is not one.</summary>
    public static LoadLine[]? Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2 || lines[0] != Header) return null;
        LoadLine[] read = [.. lines.Skip(1).Select(Parse).OfType<LoadLine>()];
        return read.Length == lines.Length - 1 && Write(read) == text ? read : null;
    }

    public static LoadLine? Parse(string line)
    {
        string[] cells = line.Split(',');
        return cells.Length == 12 && LoadPlan.Names.Contains(cells[0]) && int.TryParse(cells[1], CultureInfo.InvariantCulture, out int call)
            && int.TryParse(cells[3], CultureInfo.InvariantCulture, out int question)
            && cells[4] is "yes" or "no" && cells[5] is "yes" or "no" && Number(cells[6]) is { } begun && Number(cells[7]) is { } seconds
                && int.TryParse(cells[8], CultureInfo.InvariantCulture, out int attempts)
                ? new LoadLine(cells[0], call, cells[2], question, cells[4] == "yes", cells[5] == "yes", begun, seconds, attempts, cells[9],
                    cells[10], cells[11])
                : null;
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && value >= 0 && double.IsFinite(value) ? value : null;

    private static string Word(bool value) => value ? "yes" : "no";
}
