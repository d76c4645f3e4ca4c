using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>The class at a glance.</summary>
internal static class OverviewPage
{
    private const int ShownMistakes = 8;

    /// <summary>Writes the page.</summary>
    public static PageWriter Write(ClassView view)
    {
        var page = new PageWriter();
        IReadOnlyList<decimal> percents = [.. view.Present.Select(g => g.Percent)];
        page.Title("The class").Figures(
            (view.Grades.Count == 1 ? "student" : "students", SvgText.Line($"{view.Grades.Count}")),
            ("handed something in", SvgText.Line($"{view.Present.Count}")),
            ("attempts", SvgText.Line($"{view.Attempts.Count}")),
            ("median", percents.Count == 0 ? "–" : SvgText.Line($"{Statistics.Median(percents.Select(p => (double)p)):0.0} %")),
            ("with everything", SvgText.Line($"{percents.Count(p => p >= 100)}")));
        if (percents.Count == 0) return page.Text("Nothing is graded yet. `grader batch FOLDER --gradebook FILE` grades a class.");

        page.Open("distribution", "Final numbers");
        var histogram = new HistogramChart(percents);
        int absent = view.Grades.Count - view.Present.Count;
        page.Chart(absent == 0 ? "Students by percent" : SvgText.Line($"Students by percent, without {absent} who handed nothing in"),
            histogram.Svg, histogram.Table).Close();
        Modules(page, view);
        Mistakes(page, view);
        if (view.Attempts.Count == 0) return page;
        page.Open("timeline", "When work was handed in");
        var timeline = new TimelineChart([.. view.Attempts.Select(a => a.Attempt.SubmittedUtc)], view.Options.Policy.Deadlines,
            view.Options.Policy.TimeZone);
        return page.Chart(timeline.Caption, timeline.Svg, timeline.Table).Close();
    }

    private static void Modules(PageWriter page, ClassView view)
    {
        var table = new SiteTable("Modules", "module", SiteColumn.Number("handed in"), SiteColumn.Number("median"),
            SiteColumn.Number("with everything"), SiteColumn.Rare("late"), SiteColumn.Rare("missing"), SiteColumn.Rare("overridden"),
            SiteColumn.Rare("not graded"), "hardest check")
        { Use = TableUse.Sort };
        foreach (string module in view.Modules)
        {
            IReadOnlyList<decimal> percents = view.PercentsIn(module);
            ModuleItems? items = view.Items.FirstOrDefault(i => i.Module == module);
            CheckItem? hardest = items?.Exercises.SelectMany(e => e.Checks).Where(c => c.Responses > 0).MinBy(c => c.Difficulty);
            IReadOnlyList<ModuleGrade> grades = [.. view.Grades.Select(g => g.Modules.First(m => m.Module == module))];
            table.Add(
                items is null ? module : new SiteCell($"{module} {items.Title}")
                {
                    Page = $"{module}/index",
                    Note = view.Flags(module) ? "not released" : null
                },
                percents.Count,
                percents.Count == 0
                    ? "–"
                    : new SiteCell(SvgText.Line($"{Statistics.Median(percents.Select(p => (double)p)):0.0} %"))
                    {
                        Share = Statistics.Median(percents.Select(p => (double)p)) / 100,
                        Sort = (decimal)Statistics.Median(percents.Select(p => (double)p))
                    },
                percents.Count(p => p >= 100),
                grades.Count(g => g.IsLate),
                grades.Count(g => g.IsMissing),
                grades.Count(g => g.IsOverridden),
                grades.Count(g => g.IsUngraded),
                hardest is null ? "–" : new SiteCell(hardest.Id) { Note = $"{ClassView.Share(hardest.Difficulty)} passed" });
        }

        page.Open("modules", "Modules").Table(table).Close();
    }

    private static void Mistakes(PageWriter page, ClassView view)
    {
        List<(MistakeItem Mistake, int Class)> all =
            [.. view.Items.SelectMany(i => i.Mistakes, (i, m) => (m, i.Responses)).OrderByDescending(m => m.m.Students)
                .ThenBy(m => m.m.Id, StringComparer.Ordinal)];
        if (all.Count == 0) return;
        page.Open("mistakes", "The commonest mistakes");
        page.Note(all.Count > ShownMistakes
            ? SvgText.Line($"The {ShownMistakes} commonest of {all.Count}; each module's page has all of its own. Counted are students who made a mistake in any attempt.")
            : "Counted are students who made a mistake in any attempt.");
        MistakeList.Write(page, all.Take(ShownMistakes));
        page.Close();
    }
}
