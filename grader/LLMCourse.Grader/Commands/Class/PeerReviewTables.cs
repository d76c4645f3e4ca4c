using System.Globalization;
using LLMCourse.Classes.PeerReviews;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Shows what came back of peer reviews.</summary>
internal static class PeerReviewTables
{
    /// <summary>Writes faults, missing sheets, scores, agreement, and what to look at.</summary>
    public static void Write(IAnsiConsole console, CollectedReviews collected, ReviewTally tally, ReviewEntries entries)
    {
        foreach (SheetFault fault in collected.Faults)
            Say(console, string.Create(CultureInfo.InvariantCulture, $"{fault.File}:{fault.Line}: {fault.What}"));
        foreach (IGrouping<string, AssignedReview> missing in collected.Missing.GroupBy(r => r.Reviewer, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
            Say(console, $"missing: {missing.Key} ({missing.First().Folder}): {string.Join(", ", missing.Select(r => r.Code))}");
        Scores(console, tally, entries);
        Agreement(console, tally);
        foreach (string look in tally.WorthALook) Say(console, "look at: " + look);
        Say(console,
            string.Create(CultureInfo.InvariantCulture, $"{collected.Sheets.Count} of {collected.Key.Reviews.Count} sheets were taken."));
    }

    private static void Scores(IAnsiConsole console, ReviewTally tally, ReviewEntries entries)
    {
        Table table = New("student", ["reviews", .. tally.Rubric.Criteria.Select(c => c.Id), "percent"]).AddColumn(entries.Item);
        foreach (ReviewEntry entry in entries.Entries)
        {
            ReviewedSubmission? s = entry.Submission;
            Add(table,
            [
                entry.Student, s is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{s.Reviews.Count} of {s.Asked}"),
                .. tally.Rubric.Criteria.Select((_, i) => s is { Reviews.Count: > 0 }
                    ? s.MedianOf(i).ToString("0.#", CultureInfo.InvariantCulture)
                    : ""),
                s?.Percent?.ToString("0.00", CultureInfo.InvariantCulture) ?? "", entry.What,
            ]);
        }

        console.Write(table);
        foreach (ReviewEntry entry in entries.Entries.Where(e => e.Why is not null))
            Say(console, $"{entry.Student}: {entry.What}: {entry.Why}");
    }

    private static void Agreement(IAnsiConsole console, ReviewTally tally)
    {
        Table table = New("criterion", ["submissions", "kappa", "95 % interval", "alpha"]);
        foreach (CriterionAgreement a in tally.Agreement)
        {
            string interval = a.Interval is { } i ? $"{Number(i.Low)} to {Number(i.High)}" : "–";
            Add(table, [a.Criterion.Id, a.Submissions.ToString(CultureInfo.InvariantCulture), Number(a.Kappa), interval, Number(a.Alpha)]);
        }

        console.Write(table);
        console.WriteLine(
            "kappa: Fleiss, quadratic weights; alpha: Krippendorff, ordinal. 1 is perfect agreement, 0 is chance, – says nothing.");
    }

    private static Table New(string first, IEnumerable<string> numbers)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(first);
        foreach (string number in numbers) table.AddColumn(new TableColumn(Markup.Escape(number)).RightAligned());
        return table;
    }

    private static void Add(Table table, IEnumerable<string> cells) =>
        table.AddRow([.. cells.Select(c => Markup.Escape(PeerReviewCommand.Printed(c)))]);

    private static void Say(IAnsiConsole console, string text) => console.WriteLine(PeerReviewCommand.Printed(text));

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";
}
