using System.CommandLine;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Commands.Machine;

/// <summary><c>grader setup</c>: puts libtorch beside the worker of the packaged grader.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        Command command = new("setup",
            "Make the packaged grader ready: fetches libtorch from NuGet, which is too large to be in the package, and starts a worker. A checkout needs ./course setup instead.");
        command.SetAction((_, cancellation) => CommandLine.GuardAsync(() => RunAsync(AppContext.BaseDirectory, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string own, CancellationToken cancellation)
    {
        if (CourseLayout.PackedIn(own) is null)
            throw new CourseException("This grader was built in a checkout of the course, which sets itself up: ./course setup.");
        LibTorchFiles libtorch = new(Path.Combine(own, "worker"));
        if (!libtorch.AreThere)
        {
            await Console.Error.WriteLineAsync(
                $"grader: fetching libtorch {LibTorchFiles.Version} (128 MB, and 444 MB beside the worker), once for this version of the grader").ConfigureAwait(false);
            await new LibTorchSetup(own).RunAsync(cancellation).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync("grader: starting a worker").ConfigureAwait(false);
        if (await WhyNotAsync(cancellation).ConfigureAwait(false) is { } reason)
            throw new CourseException($"Workers do not start. {reason}");
        Console.WriteLine($"The grader is set up: libtorch {LibTorchFiles.Version} is in place, and a worker starts.");
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
}
