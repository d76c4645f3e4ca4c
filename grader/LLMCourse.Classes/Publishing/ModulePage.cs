using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>How the class did in a module: exercises, checks, mistakes, times.</summary>
internal static class ModulePage
{
    /// <summary>Writes the page.</summary>
    public static PageWriter Write(ClassView view, ModuleItems items)
    {
        var page = new PageWriter();
        IReadOnlyList<decimal> percents = view.PercentsIn(items.Module);
        IReadOnlyList<GradedAttempt> attempts = [.. view.Attempts.Where(a => a.Attempt.Module == items.Module)];
        page.Title(items.Title, view.Flags(items.Module) ? $"{items.Module}, not released to students" : items.Module).Figures(
            ("handed in", SvgText.Line($"{items.Responses + items.NotBegun}")),
            ("attempts", SvgText.Line($"{attempts.Count}")),
            ("median", percents.Count == 0 ? "–" : SvgText.Line($"{Statistics.Median(percents.Select(p => (double)p)):0.0} %")),
            ("with everything", SvgText.Line($"{percents.Count(p => p >= 100)}")));

        page.Open("distribution", "Points");
        var histogram = new HistogramChart(percents);
        page.Chart("Students by percent, after late penalties", histogram.Svg, histogram.Table).Close();
        Exercises(page, items, view.Grades.Count(g => !view.Counting.ContainsKey((g.Student.Key, items.Module))));
        Checks(page, items);
        if (items.Mistakes.Count > 0)
        {
            page.Open("mistakes", "Mistakes")
                .Note("Recognised by how a submission behaves. Counted are students who made it in any attempt.");
            MistakeList.Write(page, items.Mistakes.Select(m => (m, items.Responses)));
            page.Close();
        }

        Times(page, items);
        page.Open("timeline", "When it was handed in");
        var timeline = new TimelineChart([.. attempts.Select(a => a.Attempt.SubmittedUtc)],
            view.Options.Policy.Deadlines.Where(d => d.Key == items.Module), view.Options.Policy.TimeZone);
        return page.Chart(timeline.Caption, timeline.Svg, timeline.Table).Close();
    }

    private static void Exercises(PageWriter page, ModuleItems items, int absent)
    {
        var table = new SiteTable("Exercises", "exercise", SiteColumn.Number("points earned"), SiteColumn.Number("discrimination"),
            SiteColumn.Number("students"));
        foreach (ExerciseItem e in items.Exercises)
            table.Add(new SiteCell($"{e.Id} {e.Title}"), new SiteCell(ClassView.Share(e.Difficulty)) { Share = e.Difficulty },
                Correlation(e.Discrimination), e.Responses);
        page.Open("exercises", "Exercises").Table(table)
            .Note(SvgText.Line($"These figures and those of the checks are of the {items.Responses} who began. Not in them: {items.NotBegun} who handed in the starter untouched, {absent} who handed nothing in."))
            .Note("Points earned: the mean share over students, of the attempt that counts. Discrimination is explained with the checks.")
                .Close();
    }

    private static void Times(PageWriter page, ModuleItems items)
    {
        var table = new SiteTable("Times", "exercise", SiteColumn.Number("right at once"), SiteColumn.Number("right later"),
            SiteColumn.Number("attempts"), SiteColumn.Number("time until right"), SiteColumn.Number("time of its checks"));
        foreach (ExerciseItem e in items.Exercises)
        {
            table.Add(
                e.Id,
                e.Time.RightAtOnce,
                e.Time.RightLater,
                e.Time.MedianAttemptsUntilRight is { } attempts ? SvgText.Line($"{attempts:0.#}") : "–",
                e.Time.MedianUntilRight is { } time ? Duration(time) : "–",
                e.Time.MedianCheckMilliseconds is { } ms ? Figures.Time(1000 * ms) : "–");
        }

        page.Open("times", "How long it took").Table(table)
            .Note("Attempts: the median number up to the first right one. Time until right: the median, over those who were right later, from the first attempt to the first right one. Time of its checks: the median over attempts of what the machine needed.").Close();
    }

    private static void Checks(PageWriter page, ModuleItems items)
    {
        IReadOnlyList<CheckItem> checks = [.. items.Exercises.SelectMany(e => e.Checks)];
        var table = new SiteTable("Checks", "check", SiteColumn.Number("passed"), SiteColumn.Number("discrimination"), "how it failed");
        foreach (CheckItem c in checks)
        {
            table.Add(
                new SiteCell(c.Id) { Note = c.Title },
                new SiteCell(c.Responses == 0 ? "–" : ClassView.Share(c.Difficulty)) { Share = c.Difficulty },
                Correlation(c.Discrimination),
                string.Join(", ", c.Outcomes.Where(o => o.Key != Outcome.Passed).OrderByDescending(o => o.Value)
                    .Select(o => SvgText.Line($"{o.Value} {OutcomeWords.Word(o.Key)}"))));
        }

        page.Open("checks", "Checks");
        WorthALook(page, checks);
        if (checks.Any(c => c.Discrimination is not null))
            page.Chart("Each check by the share of students who pass it, and by how well that tells strong work from weak",
                id => ItemChart.Svg(checks, id), table);
        else page.Fold("The numbers", p => p.Table(table));
        page.Note("Discrimination is the correlation of passing a check with the share of the module's other points: near 1, those who pass it are those who do well; near 0, it tells nothing; below 0, those who do well fail it. It has no value where all or none pass. With fewer than about thirty students it is rough.").Close();
    }

    // What an author should see first: a check that punishes good work, one that nobody passes.
    private static void WorthALook(PageWriter page, IReadOnlyList<CheckItem> checks)
    {
        List<string> lines = [];
        Add("Passed more often by those who do worse", checks.Where(c => c.Discrimination < 0).OrderBy(c => c.Discrimination));
        Add("Passed by nobody", checks.Where(c => c.Responses > 0 && c.Difficulty == 0));
        Add("Could not be run for some, through a fault of the grader", checks.Where(c => c.Outcomes.ContainsKey(Outcome.GraderError)));
        if (lines.Count > 0) page.Text(string.Join('\n', lines));

        void Add(string what, IEnumerable<CheckItem> found)
        {
            string[] ids = [.. found.Select(c => MarkdownText.Code(c.Id))];
            if (ids.Length > 0) lines.Add($"- {what}: {string.Join(", ", ids)}.");
        }
    }

    private static SiteCell Correlation(double? value) => value switch
    {
        null => "–",
        < 0 => new SiteCell(SvgText.Line($"−{-value:0.00}")) { Tone = "wrong" },
        _ => SvgText.Line($"{value:0.00}"),
    };

    private static string Duration(TimeSpan time) => time.TotalHours >= 48
        ? SvgText.Line($"{time.TotalDays:0.0} days")
        : time.TotalHours >= 2 ? SvgText.Line($"{time.TotalHours:0.0} h") : SvgText.Line($"{time.TotalMinutes:0} min");
}
