using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LLMCourse.Grading.Workers;

/// <summary>Holds a worker with all its threads, so that it takes no processor from another that is being timed.</summary>
/// <remarks>Only on Linux, where the sandbox is; elsewhere nothing is held.</remarks>
internal static class Suspension
{
    // <asm-generic/signal.h> and <errno.h>
    private const int Continue = 18;
    private const int Stop = 19;
    private const int NoSuchProcess = 3;

    /// <summary>Stops a process and its descendants where they are.</summary>
    /// <param name="processId">The process.</param>
    /// <exception cref="WorkerFaultException">The system does not allow it.</exception>
    public static void Hold(int processId) => Signal(processId, Stop);

    /// <summary>Lets a process and its descendants go on.</summary>
    /// <param name="processId">The process.</param>
    /// <exception cref="WorkerFaultException">The system does not allow it.</exception>
    public static void Release(int processId) => Signal(processId, Continue);

    private static void Signal(int processId, int signal)
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (int member in ProcessFamily.Of(processId))
        {
            if (Kill(member, signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and int error)
                throw new WorkerFaultException(
                    $"Process {member} of the worker could not be held while another is timed: {new Win32Exception(error).Message}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
