using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grader.Commands.Grade;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader peer-review status</c>: who has handed in which sheets.</summary>
internal static class PeerReviewStatus
{
    public static Command Create()
    {
        Argument<string> folder = PeerReviewCommand.Folder();
        Option<string> key = PeerReviewCommand.Key();
        Command command = new("status",
            "Say whose folder is which and who has handed in which sheets. Exit code 1: sheets are missing, or have a fault. Example: grader peer-review status --key reviews.key.json returned/")
        {
            folder, key,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            CollectedReviews collected =
                CollectedReviews.Read(parsed.GetValue(folder)!, ReviewKey.Load(parsed.GetValue(key)!), cancellation);
            Write(ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected), collected);
            return Task.FromResult(collected.Sheets.Count == collected.Key.Reviews.Count ? ExitCode.Passed : ExitCode.Incomplete);
        }));
        return command;
    }

    /// <summary>Writes a row for each reviewer.</summary>
    internal static void Write(IAnsiConsole console, CollectedReviews collected)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("reviewer").AddColumn("folder")
            .AddColumn(new TableColumn("in").RightAligned()).AddColumn("sheets");
        foreach (IGrouping<string, AssignedReview> reviewer in collected.Key.Reviews.GroupBy(r => r.Reviewer, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] cells =
            [
                reviewer.Key, reviewer.First().Folder,
                string.Create(CultureInfo.InvariantCulture,
                    $"{reviewer.Count(r => collected.Sheets.ContainsKey(r.Code))} of {reviewer.Count()}"),
                string.Join(", ", reviewer.Select(
                    r => $"{r.Code} {(collected.Sheets.ContainsKey(r.Code) ? "in" : collected.Faulty.Contains(r.Code) ? "fault" : "missing")}")),
            ];
            table.AddRow([.. cells.Select(c => Markup.Escape(PeerReviewCommand.Printed(c)))]);
        }

        console.Write(table);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{collected.Sheets.Count} of {collected.Key.Reviews.Count} sheets are in, {collected.Faulty.Count} have a fault, {collected.Missing.Count()} are missing."));
    }
}
