using System.Runtime.InteropServices;

namespace LLMCourse.Grader.Worker;

/// <summary>The calls into the C library.</summary>
internal static partial class Native
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;

    /// <summary>Moves a descriptor out of the way of whoever uses its number.</summary>
    public static int Duplicate(int descriptor) => Checked(Dup(descriptor), "dup");

    /// <summary>Makes <paramref name="descriptor"/> another name of <paramref name="source"/>.</summary>
    public static void Redirect(int source, int descriptor) => Checked(Dup2(source, descriptor), "dup2");

    /// <summary>Makes <paramref name="descriptor"/> the null device.</summary>
    public static void RedirectToNull(int descriptor)
    {
        int nothing = Checked(Open("/dev/null", descriptor == 0 ? ReadOnly : ReadWrite), "open");
        Redirect(nothing, descriptor);
        if (nothing != descriptor) _ = Close(nothing);
    }

    /// <summary>Ends the process at once: no finalizers, no exit handlers.</summary>
    public static void EndProcess(int code)
    {
        if (!OperatingSystem.IsWindows()) ExitNow(code);
        Environment.Exit(code);
    }

    /// <summary><c>prctl(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    /// <summary><c>syscall(2)</c> with three arguments.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nuint a, nuint b, nint c);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
}
