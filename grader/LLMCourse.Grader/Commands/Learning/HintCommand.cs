using System.CommandLine;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary><c>grader hint</c>: the next hint of an exercise.</summary>
internal static class HintCommand
{
    public static Command Create()
    {
        Argument<string?> exercise =
            new("exercise")
            {
                Description = "Such as M02.E2; in a module's folder E2, or nothing for its first exercise that is not done.",
                Arity = ArgumentArity.ZeroOrOne
            };
        Option<int?> number = new("--number", "-n")
        {
            Description = "Show this hint, from 1. Default: the next one that was not shown yet; the last again when all were.",
            HelpName = "N"
        };
        number.Validators.Add(result =>
        {
            if (result.Is<int?>(n => n < 1)) result.AddError("Hints are numbered from 1.");
        });
        Option<string?> reports = StatusCommand.Reports(), course = SharedOptions.Course();
        Command command = new("hint",
            "Show a hint for an exercise: the first asks a question, the last is nearly the code. Each call shows the next one.") { exercise, number, reports, course };
        command.SetAction((parsed, _) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(exercise), parsed.GetValue(number), parsed.GetValue(reports)))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string? text, int? number, string? reports)
    {
        ProgressFile progress = ProgressFile.Read(reports ?? ReportsFolder.Of(layout, Directory.GetCurrentDirectory()));
        ExerciseId exercise = SharedOptions.ExerciseHere(text, layout, progress);
        string module = layout.Resolve(exercise.Module), file = Path.Combine(ModuleGuess.OwnFolder(module, layout), HintFile.Name);
        ManifestExercise? known = ModuleManifest.Load(layout.ManifestOf(module)).Exercises.FirstOrDefault(e => e.Id == exercise.Text);
        if (known is null) throw new CourseException($"{module} has no exercise {exercise.Text}.");
        IReadOnlyList<Hint> hints = File.Exists(file) ? HintFile.Read(File.ReadAllText(file), exercise) : [];
        if (hints.Count == 0) throw new CourseException($"There are no hints for {exercise.Text}.");
        if (number > hints.Count) throw new CourseException($"{exercise.Text} has {Figures.Count(hints.Count, "hint")}.");

        int shown = progress.HintsShown.GetValueOrDefault(exercise.Text), now = number ?? Math.Min(shown + 1, hints.Count);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        console.Write(new Text($"{exercise.Text} {known.Title}, {hints[now - 1].Title[..1].ToLowerInvariant()}{hints[now - 1].Title[1..]}",
            new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        Console.Out.WriteLine();
        // As it stands: its lines are broken by the author, and code must keep its columns.
        Console.Out.WriteLine(hints[now - 1].Text);
        Console.Out.WriteLine();
        Console.Out.WriteLine(now < hints.Count
            ? $"Still stuck after ten minutes? The next one: ./course hint {exercise.Text}"
            : "That was the last one.");
        if (now > shown)
        {
            progress.HintsShown[exercise.Text] = now;
            progress.Write();
        }

        return ExitCode.Passed;
    }
}
