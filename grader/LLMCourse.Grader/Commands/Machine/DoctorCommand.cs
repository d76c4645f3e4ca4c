using System.CommandLine;
using System.Runtime.InteropServices;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Machine;

/// <summary><c>grader doctor</c>: says what works on this machine, and what to do about what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course();
        Command command = new("doctor", "Say what works on this machine, and what to do about what does not.") { course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(parsed.GetValue(course), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string? course, CancellationToken cancellation)
    {
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        bool good = true;
        console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");

        await TryAsync("course", () =>
        {
            CourseLayout layout = CourseLayout.Find(course);
            return Task.FromResult($"{layout.Root}: {string.Join(", ", layout.Modules)}");
        }).ConfigureAwait(false);
        await TryAsync("compiler", () => Task.FromResult($"{ReferenceSet.Default.References.Length} reference assemblies"))
            .ConfigureAwait(false);
        await TryAsync("libtorch",
            () => Task.FromResult(new LibTorchFiles(Path.GetDirectoryName(new WorkerPoolOptions().WorkerFile)!).Describe()))
                .ConfigureAwait(false);
        foreach (SandboxMode mode in (SandboxMode[])[SandboxMode.Required, SandboxMode.Off])
        {
            await TryAsync(mode == SandboxMode.Required ? "sandbox" : "plain worker", async () =>
            {
                await using WorkerPool pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = mode });
                TimeSpan start = await pool.WarmAsync(cancellation).ConfigureAwait(false);
                IsolationSummary summary = await pool.IsolationAsync(cancellation).ConfigureAwait(false);
                return FormattableString.Invariant(
                    $"{summary.Mode}, a worker starts in {start.TotalMilliseconds:0} ms; {string.Join(", ", summary.Measures)}")
                    + (summary.Missing.Count == 0 ? "" : $"; missing: {string.Join(", ", summary.Missing)}");
            }).ConfigureAwait(false);
        }

        return good ? ExitCode.Passed : ExitCode.Incomplete;

        async Task TryAsync(string what, Func<Task<string>> test)
        {
            try
            {
                console.MarkupLineInterpolated($"[green]✓[/] {what}: {await test().ConfigureAwait(false)}");
            }
            catch (Exception e) when (e is CourseException or SandboxException or WorkerFaultException or IOException)
            {
                good = false;
                console.MarkupLineInterpolated($"[red]✗[/] {what}: {e.Message}");
            }
        }
    }
}
