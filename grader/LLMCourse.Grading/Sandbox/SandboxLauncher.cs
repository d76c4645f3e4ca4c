using System.Diagnostics;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Sandbox;

/// <summary>Starts workers, kept apart as well as this machine allows.</summary>
public sealed class SandboxLauncher : IDisposable
{
    private readonly IIsolation _isolation;

    private SandboxLauncher(IIsolation isolation) => _isolation = isolation;

    /// <summary>Gets how workers are kept apart, without what they do themselves.</summary>
    public IsolationSummary Summary => new(_isolation.Mode, _isolation.Measures, _isolation.Missing);

    /// <summary>Finds out what works here; bubblewrap is tried once.</summary>
    /// <param name="mode">What is wanted.</param>
    /// <param name="workerFile">The worker's assembly; its folder is what the sandbox mounts.</param>
    /// <param name="limits">What a worker may use.</param>
    /// <exception cref="SandboxException">bubblewrap is required and does not work.</exception>
    /// <exception cref="FileNotFoundException">There is no worker.</exception>
    public static SandboxLauncher Create(SandboxMode mode, string workerFile, SandboxLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (!File.Exists(workerFile))
            throw new FileNotFoundException($"The worker is not at '{workerFile}'; build the grader again.", workerFile);
        if (mode == SandboxMode.Off) return new SandboxLauncher(new ProcessIsolation(workerFile, limits, "switched off by --sandbox off"));

        (BubblewrapIsolation? bubblewrap, string? reason) = BubblewrapIsolation.TryCreate(workerFile, limits);
        if (bubblewrap is not null) return new SandboxLauncher(bubblewrap);
        return mode == SandboxMode.Required
            ? throw new SandboxException(reason!)
            : new SandboxLauncher(new ProcessIsolation(workerFile, limits, reason!));
    }

    /// <summary>Deletes temporary copies. Workers that still run are ended first by whoever started them.</summary>
    public void Dispose() => _isolation.Dispose();

    /// <summary>Starts a worker with its three streams redirected.</summary>
    internal Task<Process> StartAsync()
    {
        ProcessStartInfo info = _isolation.Command();
        info.UseShellExecute = false;
        info.CreateNoWindow = true;
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        return ProcessStarter.StartAsync(info);
    }

    /// <summary>Ends a worker and everything that it started; nothing if it has ended.</summary>
    internal void Kill(Process process)
    {
        try
        {
            _isolation.Kill(process);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
