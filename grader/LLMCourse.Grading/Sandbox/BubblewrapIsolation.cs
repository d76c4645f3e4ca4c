using System.Diagnostics;

namespace LLMCourse.Grading.Sandbox;

/// <summary>A worker in bubblewrap: namespaces of its own, read-only mounts of just what is needed, no network.</summary>
internal sealed class BubblewrapIsolation : IIsolation
{
    private const string WorkerMount = "/worker";
    private const string DotnetMount = "/dotnet";
    private const long SharedMemoryBytes = 1 << 20;
    private static readonly TimeSpan TrialLimit = TimeSpan.FromSeconds(20);
    private static readonly Version DisableUserNamespacesSince = new(0, 8, 0);

    private readonly SandboxLimits _limits;
    private readonly ReadableFolder _worker;
    private readonly ReadableFolder _dotnet;
    private readonly string _workerFile;
    private readonly bool _canDisableUserNamespaces;

    private BubblewrapIsolation(string workerFile, SandboxLimits limits, Version version)
    {
        _limits = limits;
        _canDisableUserNamespaces = version >= DisableUserNamespacesSince;
        _workerFile = Path.GetFileName(workerFile);
        _worker = Readable(Path.GetDirectoryName(Path.GetFullPath(workerFile))!);
        _dotnet = Readable(HostTools.DotnetRoot, "host", Path.Combine("shared", "Microsoft.NETCore.App"));
    }

    /// <inheritdoc/>
    public string Mode => "bubblewrap";

    /// <inheritdoc/>
    public IReadOnlyList<string> Measures =>
    [
        "own user, process, network, IPC, host name and mount namespaces",
        CommandLine.IsRoot ? "an unprivileged user instead of root" : "no privileges",
        "read-only files: the runtime, its libraries and the worker; nothing of the submission, the checks' expectations or the home folder",
        $"limits: {_limits.AddressSpaceBytes >> 20} MiB address space, {_limits.HeapBytes >> 20} MiB managed heap, "
            + $"{_limits.ScratchBytes >> 20} MiB scratch, {_limits.OpenFiles} files"
            + (CountsThreadsByNamespace ? $", {_limits.Processes} threads" : ""),
        "an empty environment",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Missing =>
        CountsThreadsByNamespace ? [] : ["threads: a Linux before 5.14 counts those of all of a user's processes together"];

    private static bool CountsThreadsByNamespace { get; } = Environment.OSVersion.Version >= new Version(5, 14);

    /// <summary>Sets bubblewrap up and tries it once.</summary>
    /// <returns>The isolation; null, with the reason, where it does not work.</returns>
    public static (BubblewrapIsolation? Isolation, string? Reason) TryCreate(string workerFile, SandboxLimits limits)
    {
        if (!OperatingSystem.IsLinux()) return (null, "bubblewrap needs Linux.");
        if (HostTools.Bubblewrap is not { } bwrap) return (null, "bubblewrap is not installed. Install it: apt-get install bubblewrap.");
        if (HostTools.PrLimit is null) return (null, "prlimit is not installed. Install it: apt-get install util-linux.");
        if (CommandLine.IsRoot && HostTools.SetPriv is null)
            return (null, "setpriv is not installed. Install it: apt-get install setpriv (util-linux).");

        (int code, string output, string error) = Trial(new ProcessStartInfo(bwrap, ["--version"]));
        if (code != 0 || !Version.TryParse(output.Trim().Split(' ')[^1], out Version? version))
            return (null, $"'{bwrap} --version' failed: {FirstLine(error)}");

        var isolation = new BubblewrapIsolation(workerFile, limits, version);
        (code, _, error) = Trial(isolation.Wrap([HostTools.PrLimit, "--version"]));
        if (code == 0) return (isolation, null);
        isolation.Dispose();
        return (null,
            $"bubblewrap does not work here ({FirstLine(error)}). Unprivileged user namespaces may be closed; see docs/operating.md.");
    }

    /// <inheritdoc/>
    public ProcessStartInfo Command() => Wrap([$"{DotnetMount}/dotnet", $"{WorkerMount}/{_workerFile}"]);

    /// <inheritdoc/>
    /// <remarks>The process is bubblewrap's monitor; with it dies the sandbox's init, and with that everything inside.</remarks>
    public void Kill(Process process) => process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker.Dispose();
        _dotnet.Dispose();
    }

    // bwrap's own environment can be read inside as that of process 1, so it is emptied too.
    private ProcessStartInfo Wrap(IReadOnlyList<string> inner)
    {
        List<string> line = [.. CommandLine.OwnSession(), .. CommandLine.DropRoot(), HostTools.Bubblewrap!, .. Namespaces(), .. Mounts()];
        foreach ((string name, string value) in CommandLine.EnvironmentOf(_limits, DotnetMount, "/tmp")) line.AddRange(
            ["--setenv", name, value]);
        line.Add("--");
        line.AddRange(CommandLine.Limit(HostTools.PrLimit!, _limits, CountsThreadsByNamespace));
        line.AddRange(inner);
        var info = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = "/" };
        info.Environment.Clear();
        return info;
    }

    private IEnumerable<string> Namespaces()
    {
        yield return "--unshare-all";
        yield return "--unshare-user";
        if (_canDisableUserNamespaces) yield return "--disable-userns";
        foreach (string option
            in (string[])["--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--hostname", "sandbox"])
            yield return option;
    }

    private List<string> Mounts()
    {
        List<string> mounts = [];
        ReadOnly("/usr/lib");
        ReadOnly("/usr/lib64");
        foreach (string root in (string[])["/lib", "/lib64"])
        {
            // On a merged system these are links into /usr.
            if (new DirectoryInfo(root).LinkTarget is { } target) mounts.AddRange(["--symlink", target, root]);
            else ReadOnly(root);
        }

        ReadOnly(HostTools.PrLimit!);
        ReadOnly("/etc/ld.so.cache");
        mounts.AddRange(["--ro-bind", _dotnet.FullPath, DotnetMount, "--ro-bind", _worker.FullPath, WorkerMount]);
        mounts.AddRange(["--proc", "/proc", "--dev", "/dev"]);
        mounts.AddRange(["--size", CommandLine.Number(_limits.ScratchBytes), "--tmpfs", "/tmp"]);
        mounts.AddRange(["--size", CommandLine.Number(SharedMemoryBytes), "--tmpfs", "/dev/shm"]);
        mounts.AddRange(["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]);
        return mounts;

        void ReadOnly(string path)
        {
            if (Path.Exists(path)) mounts.AddRange(["--ro-bind", path, path]);
        }
    }

    private static ReadableFolder Readable(string folder, params string[] parts) =>
        CommandLine.IsRoot ? ReadableFolder.Of(folder, parts) : ReadableFolder.AsItIs(folder);

    private static (int Code, string Output, string Error) Trial(ProcessStartInfo info)
    {
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        using Process process = ProcessStarter.StartAsync(info).GetAwaiter().GetResult();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(TrialLimit)) return (process.ExitCode, output.Result, error.Result);
        process.Kill(entireProcessTree: true);
        return (-1, "", $"no answer within {TrialLimit.TotalSeconds:0} s");
    }

    private static string FirstLine(string text) => text.Trim() is { Length: > 0 } some ? some.Split('\n')[0] : "no message";
}
