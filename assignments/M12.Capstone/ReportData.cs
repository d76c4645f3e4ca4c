namespace LLMCourse.M12;

/// <summary>What a report may say: all of it was measured, none of it typed.</summary>
/// <param name="Metrics">The metrics by key, with the digits that <c>metrics.json</c> has. A <see cref="decimal"/>, so that 0.8765 is not
/// 0.87649999….</param>
/// <param name="Figures">The figures by name.</param>
/// <param name="Items">The items of the test set; each id once.</param>
public sealed record ReportData(
    IReadOnlyDictionary<string, decimal> Metrics,
    IReadOnlyDictionary<string, ReportFigure> Figures,
    IReadOnlyList<ReportItem> Items);
