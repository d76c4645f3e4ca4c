using System.ComponentModel;
using System.Diagnostics;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grading.Workers;

/// <summary>Puts libtorch beside the worker of a packaged grader, which is too large to be in the package.</summary>
/// <param name="own">The grader's own folder.</param>
internal sealed class LibTorchSetup(string own)
{
    private const string SdkPage = "https://dotnet.microsoft.com/download/dotnet/10.0";

    // LibTorch.proj copies into such a folder, and renames it or moves its files when they are complete.
    private const string UnfinishedFolders = "unfinished-*";

    private string Project => Path.Combine(own, "libtorch", "LibTorch.proj");

    /// <summary>Restores the packages from NuGet and places what is in them.</summary>
    /// <param name="cancellation">Stops it; the next run begins anew.</param>
    /// <exception cref="CourseException">The package was made without the project, there is no SDK,
    /// or it failed; the message says why.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Project))
            throw new CourseException(
                $"{Project} does not exist: this grader was not packed with what fetches libtorch. Pack it again: dotnet pack grader/LLMCourse.Grader -c Release");
        RemoveUnfinished();
        try
        {
            (int code, string said) =
                await RunAsync(["msbuild", Project, "-restore", "-t:Make", $"-p:LibTorchFolder={Path.Combine(own, "worker")}/", "-nologo",
                    "-verbosity:quiet", "-nodeReuse:false"], cancellation).ConfigureAwait(false);
            if (code != 0) throw new CourseException(await WhyAsync(code, said, cancellation).ConfigureAwait(false));
        }
        finally
        {
            RemoveUnfinished();
        }
    }

    private static async Task<string> WhyAsync(int code, string said, CancellationToken cancellation)
    {
        (_, string sdks) = await RunAsync(["--list-sdks"], cancellation).ConfigureAwait(false);
        return sdks.Split('\n').Any(line => line.StartsWith("10.", StringComparison.Ordinal))
            ? $"libtorch could not be put in place (dotnet msbuild ended with {code}):\n{said.Trim()}"
            : $"libtorch is fetched by the .NET 10 SDK, and {HostTools.Dotnet} has none. Install it: {SdkPage}";
    }

    private void RemoveUnfinished()
    {
        foreach (string folder in Directory.GetDirectories(own, UnfinishedFolders)) Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo info = new(HostTools.Dotnet, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["DOTNET_NOLOGO"] = "1";
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        try
        {
            using Process process = await ProcessStarter.StartAsync(info).ConfigureAwait(false);
            using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None),
                error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            string said = await output.ConfigureAwait(false) + await error.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode, said);
        }
        catch (Win32Exception e)
        {
            throw new CourseException(
                $"{HostTools.Dotnet} cannot be run, and the .NET 10 SDK is what fetches libtorch. Install it: {SdkPage}", e);
        }
    }
}
