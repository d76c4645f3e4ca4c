using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>Who is fast in the performance checks, under pseudonyms.</summary>
internal static class LeaderboardPage
{
    /// <summary>A student's measurement in one check.</summary>
    /// <param name="Student">The student's key, which does not reach the page.</param>
    /// <param name="Exercise">The exercise's title.</param>
    /// <param name="Performance">What was measured, of the attempt that counts.</param>
    internal sealed record Entry(string Student, string Exercise, PerformanceResult Performance);

    /// <summary>Writes the page.</summary>
    public static PageWriter Write(IEnumerable<Entry> entries, Pseudonyms names)
    {
        var page = new PageWriter();
        page.Title("Leaderboard").Text(
            "How long the code takes, as a multiple of what the reference takes: the smaller the faster, and below 1 it is faster than the reference. Both were timed in turn in one run. "
            + "Only right work is timed, and of each student the attempt that counts. The interval holds the ratio with 95 % confidence: **where two intervals overlap, the order may be chance.**");
        int boards = 0;
        foreach (IGrouping<string, Entry> check in entries.GroupBy(e => e.Performance.CheckId).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Entry[] ranked = [.. check.Where(e => double.IsFinite(e.Performance.Ratio)).OrderBy(e => e.Performance.Ratio)
                .ThenBy(e => names[e.Student], StringComparer.Ordinal)];
            if (ranked.Length == 0) continue;
            double slowest = ranked.Max(e => e.Performance.Ratio);
            var table = new SiteTable(check.Key, SiteColumn.Number("rank"), "who", SiteColumn.Number("times the reference"),
                SiteColumn.Number("interval"), SiteColumn.Number("grows as size to the"));
            for (int i = 0; i < ranked.Length; i++)
            {
                PerformanceResult p = ranked[i].Performance;
                table.Add(
                    i + 1,
                    names[ranked[i].Student],
                    new SiteCell(Figures.Ratio(p.Ratio) + "×") { Share = p.Ratio / slowest },
                    $"{Figures.Ratio(p.RatioLow)} – {Figures.Ratio(p.RatioHigh)}",
                    Figures.Ratio(p.Exponent));
            }

            page.Open($"board{++boards}", $"{ranked[0].Exercise}")
                .Note($"{check.Key}, at {ranked[0].Performance.SizeName} = {SvgText.Line($"{ranked[0].Performance.ComparedSize}")}")
                    .Table(table).Close();
        }

        if (boards == 0) page.Text("Nothing was timed yet: `grader batch --performance` runs the performance checks.");
        return page;
    }
}
