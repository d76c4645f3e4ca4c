using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader peer-review collect</c>: reads the sheets that came back, says how far
/// reviewers agree, and enters the points.</summary>
internal static class PeerReviewCollect
{
    public static Command Create()
    {
        Argument<string> folder = PeerReviewCommand.Folder();
        Option<string> key = PeerReviewCommand.Key();
        Option<string> gradebook = new("--gradebook",
            "-g")
        { Description = "The gradebook for which the reviews were assigned.", Required = true, HelpName = "FILE" };
        Option<int> least = new("--least")
        {
            Description = "How many reviews a grade needs; who has fewer has no grade yet, which is no 0.",
            DefaultValueFactory = _ => 2,
            HelpName = "N"
        };
        least.Validators.Add(result =>
        {
            if (result.Is<int>(n => n is < 1 or > 20)) result.AddError("--least must be 1 to 20.");
        });
        Option<bool> write = new("--write")
        {
            Description = "Enter the points into the gradebook, each as a decision with who and why. Without it they are only shown."
        };
        Option<string?> feedback =
            new("--feedback")
            {
                Description =
                "Write a Markdown file for each reviewed student into this folder: scores and reasons, without reviewers' names.",
                HelpName = "FOLDER"
            };
        Command command = new("collect", """
            Read the sheets that came back, tell every fault with file and line, say how far reviewers agree, and enter the points.
            Exit code 0: every sheet is in; 1: sheets are missing or have a fault, the good ones are taken.

            Examples:
              grader peer-review collect -g class.db --key reviews.key.json returned/
              grader peer-review collect -g class.db --key reviews.key.json returned/ --write --feedback feedback/
            """)
        {
            folder, gradebook, key, least, write, feedback,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            parsed.GetValue(folder)!, parsed.GetValue(gradebook)!, parsed.GetValue(key)!, parsed.GetValue(least), parsed.GetValue(write),
            parsed.GetValue(feedback), cancellation))));
        return command;
    }

    private static ExitCode Run(string folder, string gradebook, string keyFile, int least, bool write, string? feedback,
        CancellationToken cancellation)
    {
        ReviewKey key = ReviewKey.Load(keyFile);
        if (feedback is not null && File.Exists(feedback)) throw new CourseException($"'{feedback}' is a file. --feedback names a folder.");
        CollectedReviews collected = CollectedReviews.Read(folder, key, cancellation);
        var tally = new ReviewTally(collected);
        using Gradebook book = Gradebook.Open(gradebook);
        ReviewEntries entries;
        do
        {
            // Again where another decision came in between, so that two of these commands at once enter nothing twice.
            cancellation.ThrowIfCancellationRequested();
            entries = ReviewEntries.Plan(book, key, tally, least, TimeProvider.System.GetUtcNow());
        }
        while (write && !entries.TryWrite());

        PeerReviewTables.Write(ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected), collected, tally, entries);
        Console.WriteLine(write
            ? string.Create(CultureInfo.InvariantCulture,
                $"{entries.New} grades were entered as {entries.Item} into {gradebook}; `grader gradebook decisions` lists them.")
            : string.Create(CultureInfo.InvariantCulture,
                $"Nothing was entered: {entries.New} grades would be, as {entries.Item}, with --write."));
        if (feedback is not null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{ReviewFeedback.Write(feedback, tally, book.Students(), cancellation)} files for the reviewed students: {feedback}"));
        return collected.Faults.Count == 0 && collected.Sheets.Count == key.Reviews.Count ? ExitCode.Passed : ExitCode.Incomplete;
    }
}
