using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Says who changes by grading again, and by how much, before anything is written.</summary>
internal static class RegradePreview
{
    private const int MostNamed = 20;

    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, string module, RegradePlan plan, IReadOnlyList<RegradeOutcome> outcomes)
    {
        List<Regrade> regrades = [.. outcomes.Select(o => o.Regrade).OfType<Regrade>()];
        List<Regrade> changes = [.. regrades.Where(r => r.Changes).OrderBy(r => r.PercentAfter - r.PercentBefore)
            .ThenBy(r => r.Attempt.Student, StringComparer.Ordinal)];
        if (changes.Count > 0) console.Write(TableOf(changes));
        int gain = changes.Count(r => r.PercentAfter > r.PercentBefore), lose = changes.Count(r => r.PercentAfter < r.PercentBefore);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{module}: {regrades.Count} graded again: {gain} gain, {lose} lose, {regrades.Count - gain - lose} keep their percentage. {plan.AsBefore} are by these checks already."));
        List<LeftAlone> left = [.. plan.LeftAlone, .. outcomes.Where(o => o.Kept is not null)
            .Select(o => new LeftAlone(o.Case.Submission.Source, "The grade is kept. " + o.Kept))];
        foreach (IGrouping<string, LeftAlone> reason in left.GroupBy(l => l.Why, StringComparer.Ordinal))
        {
            string names = string.Join(", ", reason.Take(MostNamed).Select(l => l.Source)) + (reason.Count() > MostNamed ? ", …" : "");
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"left alone ({reason.Count()}): {StudentText.Terminal(names)}: {StudentText.Terminal(reason.Key)}"));
        }
    }

    private static Table TableOf(List<Regrade> changes)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("student").AddColumn("submitted");
        foreach (string column in (string[])["before", "after", "change"]) table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        table.AddColumn("exercises");
        foreach (Regrade r in changes)
        {
            string exercises = string.Join(", ",
                r.Exercises.Where(e => e.Changes)
                    .Select(e => string.Create(CultureInfo.InvariantCulture,
                        $"{e.Exercise} {e.EarnedBefore:0.##}/{e.MaximumBefore:0.##} → {e.EarnedAfter:0.##}/{e.MaximumAfter:0.##}")));
            string[] cells =
            [
                r.Attempt.Student, ClassTime.Shown(r.Attempt.SubmittedUtc, zone: null),
                Percent(r.PercentBefore), Percent(r.PercentAfter),
                (Math.Round(r.PercentAfter, 2) - Math.Round(r.PercentBefore, 2)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
                exercises,
            ];
            table.AddRow([.. cells.Select(c => Markup.Escape(StudentText.Terminal(c)))]);
        }

        return table;
    }

    private static string Percent(decimal percent) => percent.ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
