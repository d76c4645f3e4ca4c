using System.Globalization;

namespace LLMCourse.Grading.Sandbox;

/// <summary>Writes the parts of a worker's command line.</summary>
internal static class CommandLine
{
    /// <summary>The user that a worker runs as when the grader is root: a number without an account.</summary>
    public const int UnprivilegedUser = 65_533;

    /// <summary>Gets whether the grader is root, and so has privileges to drop.</summary>
    public static bool IsRoot { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>Drops root's identity and privileges; nothing when there is none to drop.</summary>
    public static IEnumerable<string> DropRoot() =>
        IsRoot && HostTools.SetPriv is { } setpriv
            ? [setpriv, "--reuid", Number(UnprivilegedUser), "--regid", Number(UnprivilegedUser), "--clear-groups", "--no-new-privs", "--"]
            : [];

    /// <summary>Starts a session, so that Ctrl-C in the grader's terminal reaches the grader alone, which then ends its workers.</summary>
    public static IEnumerable<string> OwnSession() => HostTools.SetSid is { } setsid ? [setsid] : [];

    /// <summary>Limits what a process uses.</summary>
    /// <param name="prlimit">The program that sets the limits.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="ownThreads">Whether the kernel counts the threads of this process alone. Where it counts all of the user's, on a
    /// desktop hundreds, .NET could not even start; then the address space is what bounds them, by their stacks.</param>
    public static IEnumerable<string> Limit(string prlimit, SandboxLimits limits, bool ownThreads) =>
    [
        prlimit,
        $"--as={Number(limits.AddressSpaceBytes)}",
        .. ownThreads ? [$"--nproc={Number(limits.Processes)}"] : Array.Empty<string>(),
        $"--fsize={Number(limits.FileBytes)}",
        $"--nofile={Number(limits.OpenFiles)}",
        $"--cpu={Number((long)limits.CpuTime.TotalSeconds)}",
        "--core=0",
        "--",
    ];

    /// <summary>The whole environment of a worker.</summary>
    /// <param name="limits">What it may use.</param>
    /// <param name="dotnetRoot">Where it finds the runtime.</param>
    /// <param name="scratch">Its scratch folder.</param>
    public static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(SandboxLimits limits, string dotnetRoot, string scratch)
    {
        yield return new("PATH", "/usr/bin");
        yield return new("HOME", scratch);
        yield return new("TMPDIR", scratch);
        yield return new("LANG", "C.UTF-8");
        yield return new("DOTNET_ROOT", dotnetRoot);
        yield return new("DOTNET_EnableDiagnostics", "0");
        yield return new("DOTNET_TieredPGO", "0");
        yield return new("DOTNET_EnableWriteXorExecute", "0");
        yield return new("DOTNET_NOLOGO", "1");
        yield return new("DOTNET_GCHeapHardLimit", "0x" + limits.HeapBytes.ToString("X", CultureInfo.InvariantCulture));
        // Each arena reserves 64 MiB of address space; the default is 8 for each core.
        yield return new("MALLOC_ARENA_MAX", "4");
        yield return new("OMP_NUM_THREADS", Number(limits.Threads));
        yield return new("OMP_WAIT_POLICY", "PASSIVE");
        // MKL chooses its kernel by the address of a matrix too, and the address of what torch.tensor(array) makes is chance: without
        // STRICT the last digits of the same product differ from run to run.
        yield return new("MKL_CBWR",
            limits.Kernels switch { CpuKernels.Avx2 => "AVX2,STRICT", CpuKernels.Default => "COMPATIBLE", _ => "AUTO,STRICT" });
        // With AVX-512 a convolution reads memory that nobody wrote (findings/conv-reads-what-nobody-wrote.sh), and a right answer is wrong
        // by chance.
        yield return new("ONEDNN_MAX_CPU_ISA", limits.Kernels == CpuKernels.Default ? "SSE41" : "AVX2");
        if (limits.Kernels != CpuKernels.Native)
            yield return new("ATEN_CPU_CAPABILITY", limits.Kernels == CpuKernels.Avx2 ? "avx2" : "default");
    }

    /// <summary>Writes a number for a command line.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
