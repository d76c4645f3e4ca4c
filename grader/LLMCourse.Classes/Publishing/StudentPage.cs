using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>A student's own page: the final number and how it came to be, each module with its exercises, attempts and reports.</summary>
internal static class StudentPage
{
    // Among fewer, a bar could be somebody.
    private const int Crowd = 10;

    /// <summary>Writes the page.</summary>
    /// <param name="view">The class; of others only what has no name gets into a page for students.</param>
    /// <param name="material">The student.</param>
    /// <param name="results">The results of the material's reports, in their order.</param>
    /// <param name="pseudonym">The student's name on the leaderboard, to tell the student; null for none.</param>
    public static PageWriter Write(ClassView view, StudentMaterial material, IReadOnlyList<GradeResult> results, string? pseudonym)
    {
        var page = new PageWriter();
        FinalGrade grade = material.Grade;
        Student student = grade.Student;
        string[] known = [student.Name.Length > 0 ? student.Key : "", student.Section.Length > 0 ? $"section {student.Section}" : "",
            view.Options.For == Audience.Instructors ? student.Email : ""];
        page.Title(ClassView.NameOf(student), string.Join(" · ", known.Where(k => k.Length > 0)) is { Length: > 0 } above ? above : null)
            .Figures([("final number", grade.IsWithheld ? "not released" : ClassView.Percent(grade.Percent)),
                .. grade.Modules.Select(m => (m.Counts || !m.HasNumber ? m.Module : $"{m.Module}, does not count", ClassView.Number(m)))]);

        page.Open("final", "How the final number came to be").Steps(grade.Steps);
        IReadOnlyList<decimal> crowd = [.. view.Present.Where(g => !g.IsWithheld).Select(g => g.Percent)];
        if (view.Options.For == Audience.Students && view.Options.HasDistribution && crowd.Count >= Crowd && !grade.IsWithheld)
        {
            var histogram = new HistogramChart(crowd, grade.Percent);
            page.Chart("The class, and your place in it", histogram.Svg, histogram.Table);
        }

        if (pseudonym is not null) page.Text($"On the leaderboard you are **{MarkdownText.Inline(pseudonym)}**.");
        page.Close();
        foreach (ModuleGrade module in grade.Modules) Module(page, view, material, module, results);
        return page;
    }

    private static void Module(PageWriter page, ClassView view, StudentMaterial material, ModuleGrade module,
        IReadOnlyList<GradeResult> results)
    {
        IReadOnlyList<GradedAttempt> attempts = [.. material.Attempts.Where(a => a.Attempt.Module == module.Module)];
        int counting = Enumerable.Range(0, results.Count)
            .FirstOrDefault(i => material.Reports[i].Counts && material.Reports[i].Attempt.Attempt.Module == module.Module, -1);
        GradeResult? result = counting < 0 ? null : results[counting];
        page.Open(Slug.Of(module.Module.ToLowerInvariant()), result is null ? module.Module : $"{module.Module} {result.Module.Title}",
            ClassView.Number(module));
        if (module.IsWithheld) page.Note("Not released yet: the grade and the report will stand here once your instructor releases them.");
        if (view.Flags(module.Module)) page.Note("Not released: the student does not see this grade yet.");
        if (result is not null)
        {
            page.Text(ReportTexts.Opening(new ReportOutline(result)))
                .Links([.. material.Reports.Where(r => r.Attempt.Attempt.Module == module.Module)
                    .Select(r => (r.Counts ? "The whole report" : "The report of the newest attempt", r.Page)),
                    .. material.Changes.Where(c => c.Module == module.Module)
                        .Select(c => ("What changed from attempt to attempt", c.Page))])
                .Table(Exercises(result));
        }

        CommentList.Write(page, view.CommentsOn(material.Grade.Student.Key, module.Module), view);
        if (attempts.Count > 0 && !module.IsWithheld) Attempts(page, view, material, module, attempts);
        page.Heading(module.IsWithheld ? "What you handed in" : "How this number came to be").Steps(module.Steps).Close();
    }

    private static SiteTable Exercises(GradeResult result)
    {
        var table = new SiteTable($"Exercises of {result.Module.Id}", "exercise", "outcome", SiteColumn.Number("points"));
        foreach (ExerciseResult e in result.Exercises)
        {
            (string symbol, string word) = OutcomeWords.Of(e);
            table.Add(
                new SiteCell($"{e.Id} {e.Title}"),
                new SiteCell($"{symbol} {word}") { Tone = HtmlReport.Tone(e) },
                new SiteCell(Figures.Points(e.Earned, e.Maximum)) { Share = e.Maximum == 0 ? 0 : (double)(e.Earned / e.Maximum) });
        }

        return table;
    }

    private static void Attempts(PageWriter page, ClassView view, StudentMaterial material, ModuleGrade module,
        IReadOnlyList<GradedAttempt> attempts)
    {
        var table = new SiteTable($"Attempts at {module.Module}", SiteColumn.Number("no."), "handed in", SiteColumn.Number("points"),
            SiteColumn.Number("percent"), "");
        for (int i = 0; i < attempts.Count; i++)
        {
            GradedAttempt a = attempts[i];
            table.Add(
                i + 1,
                new SiteCell(view.Stamp(a.Attempt.SubmittedUtc)) { Page = material.Reports.FirstOrDefault(r => r.Attempt == a)?.Page },
                Figures.Points(a.Earned, a.Maximum),
                ClassView.Percent(Math.Round(a.Percent, 2, MidpointRounding.AwayFromZero)),
                a == module.Chosen ? "counts" : "");
        }

        page.Heading(attempts.Count == 1 ? "The attempt" : $"{Figures.Count(attempts.Count, "attempt")}");
        if (attempts.Count == 1) page.Table(table);
        else page.Chart("Percent of the points, attempt by attempt, before late penalties; the ring marks the one that counts",
            id => AttemptsChart.Svg(attempts, module.Chosen, view.Options.Policy.TimeZone, id), table);
    }
}
