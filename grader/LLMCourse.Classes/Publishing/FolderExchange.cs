using System.Runtime.InteropServices;

namespace LLMCourse.Classes.Publishing;

/// <summary>Exchanges two folders in one step, where the system can: Linux, and a file system that has the operation.</summary>
internal static class FolderExchange
{
    // https://man7.org/linux/man-pages/man2/rename.2.html
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>Exchanges two folders.</summary>
    /// <returns>False where it cannot be done in one step; then nothing has changed.</returns>
    public static bool TryExchange(string one, string other)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return Rename(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than glibc 2.28.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(int oldFolder, [MarshalAs(UnmanagedType.LPUTF8Str)]
    string oldPath, int newFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string newPath, uint flags);
}
