using System.CommandLine;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;
using Recorder = LLMCourse.Authoring.Recording.Recorder;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader record</c>: records what the solution and the mistakes do.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Option<string[]> only = SharedOptions.OnlyExercises(
            "Record the checks and mistakes of these exercises alone, such as M03.E2; the others stay as they are.");
        Command command = new("record",
            "Record what the solution does in every check, and how it behaves with every mistake. Numbers that differ from the recorded ones by rounding alone stay as they are. Review the changes in git.") { module, only, sandbox, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(only) ?? [],
                parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? option, string[] only, SandboxMode sandbox,
        CancellationToken cancellation)
    {
        (IReadOnlyList<string> modules, IReadOnlyList<ExerciseId> exercises) = SharedOptions.Exercises(layout, option, only);
        await using var graders = new ModuleGraders(layout, sandbox);
        var recorder = new Recorder(layout, graders.Workers);
        foreach (string name in modules)
        {
            IReadOnlyList<string> changed = await LiveProgress.RunAsync($"Recording {name}",
                p => recorder.RecordAsync(name, exercises, p, cancellation)).ConfigureAwait(false);
            Console.WriteLine(changed.Count == 0 ? $"{name}: nothing changed." : $"{name}: {changed.Count} files changed:");
            foreach (string file in changed) Console.WriteLine("  " + file);
        }

        return ExitCode.Passed;
    }
}
