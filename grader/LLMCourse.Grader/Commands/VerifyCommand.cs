using System.CommandLine;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Rendering;
using LLMCourse.Grader.Sandbox;
using LLMCourse.Grader.Verifying;
using Spectre.Console;

namespace LLMCourse.Grader.Commands;

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
        Command command = new("verify", "Prove the checks: the solution earns everything, the starter nothing, and every mistake is caught and recognised.") { module, kernels, sandbox, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(kernels), parsed.GetValue(sandbox), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string? option, CpuKernels kernels, SandboxMode sandbox, CancellationToken cancellation)
    {
        await using var graders = new ModuleGraders(layout, sandbox, kernels: kernels);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        bool good = true;
        foreach (string name in SharedOptions.Modules(layout, option))
        {
            var verifier = new Verifier(layout, graders.ContentOf(name), graders.For(name), graders.Workers);
            IReadOnlyList<Finding> findings = await LiveProgress.RunAsync($"Verifying {name}", p => verifier.VerifyAsync(p, cancellation)).ConfigureAwait(false);
            int mistakes = graders.ContentOf(name).Mistakes.Count, checks = graders.ContentOf(name).Checks.Count;
            console.MarkupLineInterpolated($"[bold]{name}[/]: {checks} checks, {mistakes} mistakes");
            foreach (Finding finding in findings)
            {
                console.MarkupLine($"  {(finding.Holds ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(finding.Claim)}");
                foreach (string problem in finding.Problems) Console.WriteLine("      " + StudentText.Terminal(problem));
            }

            good &= findings.All(f => f.Holds);
        }

        return good ? ExitCode.Passed : ExitCode.Incomplete;
    }
}
