using System.Diagnostics;

namespace LLMCourse.LlmServers.Tests;

/// <summary><c>./course serve</c> and <c>./course chat</c> as processes.</summary>
internal static class ServeProgram
{
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LLMCourse.Tools.ServeModel.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await EndAsync(process);
        return (process.ExitCode, await output, await errors);
    }

    // A process that does not end is a failed test, not a run that hangs.
    public static async Task EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The program did not end within two minutes.");
        }
    }
}
