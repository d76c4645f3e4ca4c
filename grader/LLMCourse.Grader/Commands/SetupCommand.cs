using System.CommandLine;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Probing;
using LLMCourse.Grader.Sandbox;
using LLMCourse.Grader.Templates;

namespace LLMCourse.Grader.Commands;

/// <summary><c>grader setup</c>: makes the packaged grader work with the libtorch of this machine.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        Command command = new("setup", "Make the packaged grader work with the libtorch that is installed here: builds the bridge to it where the one in the package does not fit. A checkout needs ./course setup instead.");
        command.SetAction((_, cancellation) => CommandLine.GuardAsync(() => RunAsync(AppContext.BaseDirectory, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string own, CancellationToken cancellation)
    {
        if (CourseLayout.PackedIn(own) is null) throw new CourseException("This grader was built in a checkout of the course, which sets itself up: ./course setup.");
        if (await WhyNotAsync(cancellation).ConfigureAwait(false) is { } first)
        {
            await Console.Error.WriteLineAsync($"grader: the bridge in the package does not fit the libtorch here; building it. ({Line(first)})").ConfigureAwait(false);
            await new BridgeBuild(own).RunAsync(cancellation).ConfigureAwait(false);
            if (await WhyNotAsync(cancellation).ConfigureAwait(false) is { } second) throw new CourseException($"Workers still do not start: {second}");
        }

        Console.WriteLine("The grader is set up: libtorch is here, and the bridge fits it.");
        return ExitCode.Passed;
    }

    // A worker loads libtorch and multiplies two matrices before it says that it is ready.
    private static async Task<string?> WhyNotAsync(CancellationToken cancellation)
    {
        try
        {
            await using WorkerPool pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = SandboxMode.Off, Spares = 0 });
            _ = await pool.WarmAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (WorkerFaultException e)
        {
            return e.Message;
        }
    }

    private static string Line(string text) => Rendering.StudentText.Cap(Rendering.StudentText.Terminal(text), 300);
}
