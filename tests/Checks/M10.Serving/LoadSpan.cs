using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>A span of a load run. Times are ticks of 100 ns since the run began.</summary>
internal sealed record LoadSpan(
    string Run, string Trace, string Id, string Parent, string Name, bool IsServer, long Start, long Duration, bool IsError,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links)
{
    private const string None = "-";

    /// <summary>Gets the names of a request's parts, in their order.</summary>
    public static string[] Phases { get; } = ["queue", "prefill", "decode"];

    public long End => Start + Duration;

    public double Seconds => (double)Duration / TimeSpan.TicksPerSecond;

    public static string IdOf(int number) => number.ToString("x16", CultureInfo.InvariantCulture);

    public string Tag(string name) => Tags.GetValueOrDefault(name, "");

    public long Number(string name) =>
        long.TryParse(Tag(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : 0;

    /// <summary>Writes the span on a line, without its run and its id, which follow from where the line stands.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Trace}\t{(Parent.Length == 0 ? None : Parent)}\t{Name}\t{(IsServer ? "s" : "i")}\t{Start}\t{Duration}\t{(IsError ? "e" : None)}\t{string.Join(';', Tags.Select(tag => $"{tag.Key}={tag.Value}"))}\t{string.Join(',', Links)}");

    public static LoadSpan Parse(string run, int number, string line)
    {
        string[] cells = line.Split('\t');
        return new LoadSpan(
            run, cells[0], IdOf(number), cells[1] == None ? "" : cells[1], cells[2], cells[3] == "s",
            long.Parse(cells[4], CultureInfo.InvariantCulture), long.Parse(cells[5], CultureInfo.InvariantCulture), cells[6] == "e",
            new SortedDictionary<string, string>(cells[7].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=', 2))
                .ToDictionary(tag => tag[0], tag => tag[1]), StringComparer.Ordinal),
            cells[8].Split(',', StringSplitOptions.RemoveEmptyEntries));
    }
}
