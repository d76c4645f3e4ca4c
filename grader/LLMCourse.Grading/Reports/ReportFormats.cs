namespace LLMCourse.Grading.Reports;

/// <summary>The formats that a result can be written in.</summary>
public static class ReportFormats
{
    /// <summary>Gets every format, in the order in which they are listed for people.</summary>
    public static IReadOnlyList<IReportWriter> All { get; } =
    [
        new MarkdownReport(),
        new JsonReport(),
        new HtmlReport(),
        new JUnitReport(),
        new ClassroomReport(),
        new GradescopeReport(),
    ];

    /// <summary>Reads a list of formats.</summary>
    /// <param name="names">Names separated by commas, for example <c>md,json</c>; case and spaces
    /// do not matter, and a name counts once.</param>
    /// <returns>The writers, in the order of the names.</returns>
    /// <exception cref="FormatException">A name is not known, or there is none; the message lists the known ones.</exception>
    public static IReadOnlyList<IReportWriter> Parse(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        List<IReportWriter> writers = [];
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            IReportWriter writer = All.FirstOrDefault(w => w.Format.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"'{StudentText.Terminal(name)}' is not a report format; the formats are {Known}.");
            if (!writers.Contains(writer)) writers.Add(writer);
        }

        return writers.Count > 0 ? writers : throw new FormatException($"No report format is named; the formats are {Known}.");
    }

    private static string Known => string.Join(", ", All.Select(w => w.Format));
}
