using System.Runtime.InteropServices;

namespace LLMCourse.Grader.Worker.Confinement;

/// <summary>Gives up, before any submission arrives, what no submission needs.</summary>
/// <remarks>
/// The worker installs its system call filter itself: so the runtime may still do while it starts what is refused later, the
/// filter is in force without bubblewrap too, and <c>execve</c> can be on its list.
/// </remarks>
internal static class SelfConfinement
{
    private const int SetParentDeathSignal = 1;
    private const int SetNoNewPrivileges = 38;
    private const int Kill = 9;
    private const nuint SetModeFilter = 1;
    private const nuint SynchroniseThreads = 1;

    /// <summary>Confines the process for good.</summary>
    public static ConfinementReport Apply()
    {
        if (!OperatingSystem.IsLinux())
            return new ConfinementReport([], ["system call filter: only Linux has one"]);

        // Under bubblewrap the parent is its init; otherwise it is the grader, whose death must not leave a worker behind.
        _ = Native.ProcessControl(SetParentDeathSignal, Kill, 0, 0, 0);
        if (SeccompFilter.ForThisMachine(Environment.ProcessId) is not { } filter)
            return new ConfinementReport([], [$"system call filter: none for {RuntimeInformation.ProcessArchitecture}"]);
        string? failure = Install(filter);
        return failure is null
            ? new ConfinementReport(["system call filter: no new processes, sockets, signals to others, shared memory, mounts"], [])
            : new ConfinementReport([], [$"system call filter: {failure}"]);
    }

    private static unsafe string? Install(SeccompFilter filter)
    {
        if (Native.ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            return $"the kernel refused no_new_privs ({Marshal.GetLastPInvokeErrorMessage()})";
        fixed (ulong* instructions = filter.Instructions)
        {
            var program = new FilterProgram { Length = (ushort)filter.Instructions.Length, Instructions = instructions };
            nint result = Native.SystemCall(filter.SeccompCall, SetModeFilter, SynchroniseThreads, (nint)(&program));
            return result switch
            {
                0 => null,
                > 0 => $"thread {result} could not take it",
                _ => $"the kernel refused it ({Marshal.GetLastPInvokeErrorMessage()})",
            };
        }
    }

    // struct sock_fprog
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FilterProgram
    {
        public ushort Length;
        public ulong* Instructions;
    }
}
