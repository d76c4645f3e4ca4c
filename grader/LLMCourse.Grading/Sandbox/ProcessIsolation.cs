using System.Diagnostics;

namespace LLMCourse.Grading.Sandbox;

/// <summary>A worker as a process of its own with limits, where there is no bubblewrap.</summary>
internal sealed class ProcessIsolation : IIsolation
{
    private readonly SandboxLimits _limits;
    private readonly string _workerFile;
    private readonly ReadableFolder _worker;
    private readonly ReadableFolder _dotnet;
    private readonly string _scratch;

    /// <summary>Sets the process up.</summary>
    /// <param name="workerFile">The worker's assembly.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="reason">Why it is not bubblewrap.</param>
    public ProcessIsolation(string workerFile, SandboxLimits limits, string reason)
    {
        _limits = limits;
        _workerFile = Path.GetFileName(workerFile);
        string folder = Path.GetDirectoryName(Path.GetFullPath(workerFile))!;
        bool drops = CommandLine.DropRoot().Any();
        _worker = drops ? ReadableFolder.Of(folder) : ReadableFolder.AsItIs(folder);
        _dotnet = drops
            ? ReadableFolder.Of(HostTools.DotnetRoot, "host", Path.Combine("shared", "Microsoft.NETCore.App"))
            : ReadableFolder.AsItIs(HostTools.DotnetRoot);
        _scratch = Directory.CreateTempSubdirectory("llmcourse-").FullName;
        if (drops && !OperatingSystem.IsWindows()) File.SetUnixFileMode(_scratch, (UnixFileMode)Convert.ToInt32("1777", 8));

        List<string> measures =
            ["a process of its own", "an environment without the grader's variables", $"a managed heap of {_limits.HeapBytes >> 20} MiB"];
        List<string> missing =
            [$"bubblewrap: {reason}", "files: the submission can read what its user can", "scratch: no bound on its size"];
        if (drops) measures.Add("an unprivileged user instead of root");
        if (HostTools.SetSid is not null) measures.Add("a session of its own");
        (HostTools.PrLimit is null ? missing : measures).Add(HostTools.PrLimit is null
            ? "limits: prlimit is not here"
            : $"limits: {_limits.AddressSpaceBytes >> 20} MiB address space, {_limits.OpenFiles} files");
        Measures = measures;
        Missing = missing;
    }

    /// <inheritdoc/>
    public string Mode => "process";

    /// <inheritdoc/>
    public IReadOnlyList<string> Measures { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Missing { get; }

    /// <inheritdoc/>
    public ProcessStartInfo Command()
    {
        List<string> line = [.. CommandLine.OwnSession(), .. CommandLine.DropRoot()];
        if (HostTools.PrLimit is { } prlimit) line.AddRange(CommandLine.Limit(prlimit, _limits, ownThreads: false));
        line.AddRange([Path.Combine(_dotnet.FullPath, Path.GetFileName(HostTools.Dotnet)), Path.Combine(_worker.FullPath, _workerFile)]);
        var info = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = _scratch };
        if (!OperatingSystem.IsWindows()) info.Environment.Clear();
        foreach ((string name, string value) in CommandLine.EnvironmentOf(_limits, _dotnet.FullPath, _scratch)) info.Environment[name] =
            value;
        return info;
    }

    /// <inheritdoc/>
    public void Kill(Process process) => process.Kill(entireProcessTree: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker.Dispose();
        _dotnet.Dispose();
        if (Directory.Exists(_scratch)) Directory.Delete(_scratch, recursive: true);
    }
}
