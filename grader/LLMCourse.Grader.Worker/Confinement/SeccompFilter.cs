using System.Runtime.InteropServices;

namespace LLMCourse.Grader.Worker.Confinement;

/// <summary>A system call filter: a classic BPF program over <c>struct seccomp_data</c> (seccomp(2)).</summary>
/// <remarks>
/// Everything is allowed but the calls below. Threads are: <c>clone</c> passes with CLONE_THREAD, and <c>clone3</c>, whose
/// flags a filter cannot see, is reported as absent, upon which the C library falls back to <c>clone</c>.
/// </remarks>
internal sealed class SeccompFilter
{
    private const uint Allow = 0x7FFF_0000;
    private const uint KillProcess = 0x8000_0000;
    private const uint NotPermitted = 0x0005_0000 | 1;
    private const uint NotImplemented = 0x0005_0000 | 38;
    private const uint CloneThread = 0x0001_0000;

    // Offsets into struct seccomp_data.
    private const uint Number = 0;
    private const uint Architecture = 4;
    private const uint FirstArgument = 16;

    private readonly List<ulong> _program = [];

    /// <summary>Builds the filter for one architecture.</summary>
    internal SeccompFilter(SystemCalls calls, int processId)
    {
        SeccompCall = calls.Seccomp;
        Load(Architecture);
        JumpEqual(calls.AuditArchitecture, 1, 0);
        Return(KillProcess);
        Load(Number);
        if (calls.HasX32)
        {
            JumpAtLeast(0x4000_0000, 0, 1);
            Return(KillProcess);
        }

        foreach (uint call in calls.Refused)
        {
            JumpEqual(call, 0, 1);
            Return(NotPermitted);
        }

        JumpEqual(calls.Clone3, 0, 1);
        Return(NotImplemented);

        JumpEqual(calls.ThreadOrProcess, 0, 4);
        Load(FirstArgument);
        JumpIfAny(CloneThread, 0, 1);
        Return(Allow);
        Return(NotPermitted);

        // The runtime signals its own threads, and reads its own limits.
        JumpEqual(calls.TgKill, 0, 4);
        Load(FirstArgument);
        JumpEqual((uint)processId, 0, 1);
        Return(Allow);
        Return(NotPermitted);

        JumpEqual(calls.PrLimit64, 0, 5);
        Load(FirstArgument);
        JumpEqual(0, 1, 0);
        JumpEqual((uint)processId, 0, 1);
        Return(Allow);
        Return(NotPermitted);

        Return(Allow);
        Instructions = [.. _program];
    }

    /// <summary>Gets the program, one <c>struct sock_filter</c> each.</summary>
    public ulong[] Instructions { get; }

    /// <summary>Gets the number of the <c>seccomp</c> call.</summary>
    public nint SeccompCall { get; }

    /// <summary>Builds the filter for this machine.</summary>
    /// <param name="processId">The process that may signal its own threads.</param>
    /// <returns>The filter; null for an architecture whose call numbers are not known here.</returns>
    public static SeccompFilter? ForThisMachine(int processId) => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => new SeccompFilter(SystemCalls.X64, processId),
        System.Runtime.InteropServices.Architecture.Arm64 => new SeccompFilter(SystemCalls.Arm64, processId),
        _ => null,
    };

    // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }, little-endian.
    private void Add(ushort code, byte ifTrue, byte ifFalse, uint k) =>
        _program.Add(code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)k << 32));

    private void Load(uint offset) => Add(0x20, 0, 0, offset);

    private void JumpEqual(uint k, byte ifTrue, byte ifFalse) => Add(0x15, ifTrue, ifFalse, k);

    private void JumpAtLeast(uint k, byte ifTrue, byte ifFalse) => Add(0x35, ifTrue, ifFalse, k);

    private void JumpIfAny(uint k, byte ifTrue, byte ifFalse) => Add(0x45, ifTrue, ifFalse, k);

    private void Return(uint action) => Add(0x06, 0, 0, action);
}
