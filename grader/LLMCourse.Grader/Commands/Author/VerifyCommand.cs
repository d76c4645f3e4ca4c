using System.CommandLine;
using LLMCourse.Authoring.Verifying;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader verify</c>: proves the checks.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Option<CpuKernels> kernels = new("--kernels")
        {
            Description = "The instructions that libtorch computes with: native (the processor's best), avx2, or default (those of every x86-64 processor). A claim that holds for all three does not depend on the machine.",
            DefaultValueFactory = _ => CpuKernels.Native,
        };
        Option<string[]> only = SharedOptions.OnlyExercises("Prove the checks of these exercises alone, such as M02.E3.");
        Command command = new("verify",
            "Prove the checks: nothing is missing or stale, the solution earns everything, the starter nothing, and every mistake is caught and recognised.") { module, only, kernels, sandbox, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(only) ?? [],
                parsed.GetValue(kernels), parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? option, string[] only, CpuKernels kernels,
        SandboxMode sandbox, CancellationToken cancellation)
    {
        (IReadOnlyList<string> modules, IReadOnlyList<ExerciseId> exercises) = SharedOptions.Exercises(layout, option, only);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        Dictionary<string, IReadOnlyList<Finding>> first =
            modules.ToDictionary(m => m, m => new Preflight(layout, m, [.. exercises.Where(e => e.Module == m[..3])]).Run());

        // Whatever is missing anywhere is said at once, before minutes are spent on what is there.
        string[] unfit = [.. modules.Where(m => first[m].Any(f => !f.Holds))];
        foreach (string name in unfit)
        {
            console.MarkupLineInterpolated($"[bold]{name}[/]: not run");
            Write(console, first[name]);
        }

        if (unfit.Length > 0) return ExitCode.Incomplete;
        await using var graders = new ModuleGraders(layout, sandbox, kernels: kernels);
        bool good = true;
        foreach (string name in modules)
        {
            ModuleContent content = graders.ContentOf(name);
            ExerciseId[] own = [.. exercises.Where(e => e.Module == content.Manifest.Id)];
            var verifier = new Verifier(layout, content, graders.For(name), graders.Workers, own);
            IReadOnlyList<Finding> findings = await LiveProgress.RunAsync($"Verifying {name}", p => verifier.VerifyAsync(p, cancellation))
                .ConfigureAwait(false);
            int mistakes = content.Mistakes.Count(m => own.Length == 0 || own.Contains(m.Mistake.Exercise)),
                checks = content.Checks.Count(c => own.Length == 0 || own.Contains(c.Exercise));
            console.MarkupLineInterpolated($"[bold]{name}[/]: {checks} checks, {mistakes} mistakes");
            Write(console, [.. first[name], .. findings]);
            good &= findings.All(f => f.Holds);
        }

        return good ? ExitCode.Passed : ExitCode.Incomplete;
    }

    private static void Write(IAnsiConsole console, IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            console.MarkupLine($"  {(finding.Holds ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(finding.Claim)}");
            foreach (string problem in finding.Problems) Console.WriteLine("      " + StudentText.Terminal(problem));
        }
    }
}
