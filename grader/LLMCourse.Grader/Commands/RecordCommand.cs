using System.CommandLine;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Sandbox;
using Spectre.Console;
using Recorder = LLMCourse.Grader.Recording.Recorder;

namespace LLMCourse.Grader.Commands;

/// <summary><c>grader record</c>: records what the solution and the mistakes do.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Command command = new("record", "Record what the solution does in every check, and how it behaves with every mistake. Review the changes in git.") { module, sandbox, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? option, SandboxMode sandbox, CancellationToken cancellation)
    {
        await using var graders = new ModuleGraders(layout, sandbox);
        var recorder = new Recorder(layout, graders.Workers);
        foreach (string name in SharedOptions.Modules(layout, option))
        {
            IReadOnlyList<string> changed = await LiveProgress.RunAsync($"Recording {name}", p => recorder.RecordAsync(name, p, cancellation)).ConfigureAwait(false);
            Console.WriteLine(changed.Count == 0 ? $"{name}: nothing changed." : $"{name}: {changed.Count} files changed:");
            foreach (string file in changed) Console.WriteLine("  " + file);
        }

        return ExitCode.Passed;
    }
}
