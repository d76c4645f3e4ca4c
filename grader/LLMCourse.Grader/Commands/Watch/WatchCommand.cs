using System.CommandLine;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Watching;
using LLMCourse.Grading.Workers;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary><c>grader watch</c>: grades the exercise at work each time that one of a module's files is saved.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        Argument<string?> path = new(
            "path")
        { Description = "M02 for your own work on the module, or a folder that holds a module. Default: the module's folder that you are in.", Arity = ArgumentArity.ZeroOrOne };
        Option<string[]> only = SharedOptions.OnlyExercises(
            "Grade these exercises alone, such as M02.E3. Default: the one that you have changed, and at first the first that is not done.");
        Option<bool> once = new("--once") { Description = "Grade what is there, print it and end." };
        Option<bool> noColor =
            new("--no-color") { Description = "Print lines without colours, a result a save, as where output goes to a file." };
        Option<bool> noPerformance =
            new("--no-performance") { Description = "Leave out the performance checks; they then count for nothing." };
        Option<string?> reports = StatusCommand.Reports(), course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("watch",
            "Grade the exercise that you work on each time you save, until Ctrl-C. With --once the exit code is 0: all its points; 1: points were lost; 2: wrong usage; 3: the grader is at fault.")
        {
            path, module, only, once, noColor, noPerformance, sandbox, reports, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)),
            parsed.GetValue(path),
            parsed.GetValue(module),
            parsed.GetValue(reports),
            parsed.GetValue(sandbox),
            parsed.GetValue(noColor),
            new WatchOptions(parsed.GetValue(only) ?? [], parsed.GetValue(once), !parsed.GetValue(noPerformance)),
            cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        CourseLayout layout, string? path, string? module, string? reports, SandboxMode sandbox, bool noColor, WatchOptions options,
        CancellationToken cancellation)
    {
        string current = Directory.GetCurrentDirectory();
        string place = path ?? ModuleGuess.FolderAround(current, layout)
            ?? throw new CourseException("Say which module to watch: grader watch M02; or go to the folder of one.");
        (string folder, string name) = ModuleGuess.Submission(place, module, layout);
        options = options with { Only = [.. options.Only.Select(IdOf).Distinct().Order().Select(id => id.Text)] };
        ProgressKeeper progress = new(reports ?? ReportsFolder.Of(layout, current));

        // One worker for this save, one for the next, which may come before another has loaded libtorch.
        await using ModuleGraders graders = new(layout, new WorkerPoolOptions { Sandbox = sandbox, Spares = 2, ReplacesWhenIdle = true });
        GradingPipeline pipeline = graders.For(name);
        using FolderWatch changes = new(Grading.Intake.Submission.Locate(folder, graders.ContentOf(name).Manifest).Folder,
            Environment.GetEnvironmentVariable(FolderWatch.PollVariable) is "1" or "true");
        using IWatchView view = ViewFor(noColor || options.Once);
        return await new WatchSession(folder, graders.ContentOf(name), pipeline, changes, progress, view, options).RunAsync(cancellation)
            .ConfigureAwait(false);
    }

    // A quiz is watched like an exercise.
    private static ExerciseId IdOf(string text) =>
        ExerciseId.TryParse(text.ToUpperInvariant(), out ExerciseId id) && id.IsQuiz ? id : SharedOptions.Exercise(text);

    private static IWatchView ViewFor(bool isPlain)
    {
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        return isPlain || Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi
            ? new PlainWatchView(Console.Out)
            : new ScreenWatchView(console);
    }
}

/// <summary>What is asked of a watch.</summary>
/// <param name="Only">The exercises; none for that which is at work.</param>
/// <param name="Once">Whether to end after the first grading.</param>
/// <param name="Performance">Whether performance checks are run.</param>
internal sealed record WatchOptions(IReadOnlyList<string> Only, bool Once, bool Performance);
