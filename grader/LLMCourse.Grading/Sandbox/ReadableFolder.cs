using System.Runtime.InteropServices;

namespace LLMCourse.Grading.Sandbox;

/// <summary>A folder that any user can read: the original where its permissions allow it, otherwise a temporary copy.</summary>
/// <remarks>A file that everyone may read is linked and not copied, where the copy is on its file system: a worker's libraries take
/// 444 MB, and all that keeps others from them is a folder above.</remarks>
internal sealed class ReadableFolder : IDisposable
{
    private const UnixFileMode Searchable = UnixFileMode.OtherExecute;
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string? _copy;

    private ReadableFolder(string path, string? copy)
    {
        FullPath = path;
        _copy = copy;
    }

    /// <summary>Gets the folder to use.</summary>
    public string FullPath { get; }

    /// <summary>Gets whether it is a copy.</summary>
    public bool IsCopy => _copy is not null;

    /// <summary>Uses <paramref name="folder"/> as it is: the worker runs as the grader's own user.</summary>
    public static ReadableFolder AsItIs(string folder) => new(Path.GetFullPath(folder), null);

    /// <summary>Uses <paramref name="folder"/> as it is if everyone can read it, and copies it otherwise.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="subfolders">The parts that are needed, relative to it; empty for all.</param>
    public static ReadableFolder Of(string folder, params string[] subfolders)
    {
        string full = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows() || IsReadable(full)) return new ReadableFolder(full, null);

        string copy = Directory.CreateTempSubdirectory("llmcourse-").FullName;
        File.SetUnixFileMode(copy, FolderMode);
        var staged = new ReadableFolder(copy, copy);
        foreach (string file in Directory.EnumerateFiles(full)) Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (string sub in subfolders.Length > 0
            ? subfolders
            : [.. Directory.EnumerateDirectories(full).Select(d => Path.GetFileName(d))])
            CopyTree(Path.Combine(full, sub), Path.Combine(copy, sub));
        return staged;
    }

    /// <summary>Deletes the copy, if there is one.</summary>
    public void Dispose()
    {
        if (_copy is not null && Directory.Exists(_copy)) Directory.Delete(_copy, recursive: true);
    }

    private static bool IsReadable(string folder)
    {
        for (DirectoryInfo? parent = new DirectoryInfo(folder).Parent; parent is not null; parent = parent.Parent)
        {
            if ((parent.UnixFileMode & Searchable) == 0) return false;
        }

        return Allows(new DirectoryInfo(folder))
            && new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).All(Allows);
    }

    private static bool Allows(FileSystemInfo info)
    {
        UnixFileMode wanted = info is DirectoryInfo ? UnixFileMode.OtherRead | UnixFileMode.OtherExecute : UnixFileMode.OtherRead;
        return info.LinkTarget is not null || (info.UnixFileMode & wanted) == wanted;
    }

    private static void CopyTree(string from, string to)
    {
        foreach (string folder in (string[])[from, .. Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories)])
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, folder));
            Directory.CreateDirectory(target);
            for (string part = target; part.Length >= to.Length; part = Path.GetDirectoryName(part)!) MakeReadable(part, FolderMode);
            foreach (string file in Directory.EnumerateFiles(folder)) Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static void Copy(string from, string to)
    {
        if (TryLink(from, to)) return;
        File.Copy(from, to);
        if (!OperatingSystem.IsWindows())
            MakeReadable(to, File.GetUnixFileMode(to) | UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private static bool TryLink(string from, string to)
    {
        var file = new FileInfo(from);
        // Of a link, the link itself would be linked, and might then lead nowhere.
        return OperatingSystem.IsLinux() && file.LinkTarget is null && file.UnixFileMode.HasFlag(UnixFileMode.OtherRead)
            && Link(from, to) == 0;
    }

    // https://man7.org/linux/man-pages/man2/link.2.html
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    private static void MakeReadable(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
