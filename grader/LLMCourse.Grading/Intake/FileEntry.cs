namespace LLMCourse.Grading.Intake;

/// <summary>Looks at names in a submission without following links and without opening what could block.</summary>
internal static class FileEntry
{
    /// <summary>Says whether the path's last component is a symbolic link, a junction or any
    /// other reparse point, dangling or not.</summary>
    internal static bool IsLink(string path)
    {
        FileInfo entry = new(path);
        return entry.LinkTarget is not null || (entry.Exists && entry.Attributes.HasFlag(FileAttributes.ReparsePoint));
    }

    /// <summary>Says whether a relative path exists with exactly this spelling, also where the file system ignores case.</summary>
    internal static bool HasName(string root, string relative)
    {
        string folder = root;
        foreach (string part in relative.Split(Path.DirectorySeparatorChar))
        {
            if (!Path.Exists(Path.Combine(folder, part))) return false;
            if (!new DirectoryInfo(folder).EnumerateFileSystemInfos(part).Any(entry => entry.Name == part)) return false;
            folder = Path.Combine(folder, part);
        }

        return true;
    }

    /// <summary>Returns the first component below the root that is a link, as a path relative to the root.</summary>
    /// <returns>Null when no component is.</returns>
    internal static string? FirstLink(string root, string relative)
    {
        string path = "";
        foreach (string part in relative.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (IsLink(Path.Combine(root, path))) return path;
        }

        return null;
    }
}
