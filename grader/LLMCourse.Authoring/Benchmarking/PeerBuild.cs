using System.ComponentModel;
using System.Diagnostics;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>Builds a peer that is a program in C, or fetches what it needs.</summary>
internal static class PeerBuild
{
    /// <summary>Runs the peer's build command.</summary>
    /// <exception cref="BenchmarkException">The compiler is not there, or fails.</exception>
    public static async Task RunAsync(Peer peer, string folder, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(peer.Build[0],
            peer.Build.Skip(1))
        { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = await ProcessStarter.StartAsync(info).ConfigureAwait(false);
            // gcc complains on one, dotnet on the other.
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation),
                errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new BenchmarkException(
                    $"{peer.Name} does not build: {(await errors.ConfigureAwait(false) + await output.ConfigureAwait(false)).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException($"{peer.Name} does not build: {e.Message}", e);
        }
    }
}
