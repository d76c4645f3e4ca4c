using System.Diagnostics;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>The grader as a process, in the course's folder.</summary>
internal static class GraderProcess
{
    /// <summary>Starts it. Its input is empty.</summary>
    /// <remarks>Through env, since a process inherits that Ctrl-C is ignored where tests run in the background of a shell.</remarks>
    public static Process Start(params IReadOnlyList<string> arguments)
    {
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet";
        Process grader = Process.Start(new ProcessStartInfo("env",
            ["--default-signal=INT", dotnet, Path.Combine(AppContext.BaseDirectory, "grader.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = GradingFixture.Layout.Root,
        })!;
        grader.StandardInput.Close();
        return grader;
    }

    /// <summary>Starts it, and waits until it ends.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params IReadOnlyList<string> arguments)
    {
        using Process grader = Start(arguments);
        Task<string> output = grader.StandardOutput.ReadToEndAsync(), error = grader.StandardError.ReadToEndAsync();
        await grader.WaitForExitAsync();
        return (grader.ExitCode, await output, await error);
    }
}
