using LLMCourse.Grading.Course;

namespace LLMCourse.Authoring.Templates;

/// <summary>Writes a student's repository into a folder.</summary>
public static class TemplateWriter
{
    private const UnixFileMode Program = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the files, all of them or none.</summary>
    /// <param name="files">The files.</param>
    /// <param name="folder">Where to; must be empty or not exist.</param>
    /// <param name="cancellation">Stops before the folder is put in its place.</param>
    /// <exception cref="CourseException">The folder is not empty.</exception>
    public static void Write(IReadOnlyList<TemplateFile> files, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RequireEmpty(target);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            foreach (TemplateFile file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                string path = Path.Combine(temporary, file.Path);
                _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (file.Bytes is null) File.WriteAllText(path, file.Text);
                else File.WriteAllBytes(path, file.Bytes);
                if (file.IsExecutable && !OperatingSystem.IsWindows()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | Program);
            }

            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(temporary, target);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Says whether a folder can take a template, before the work of making one.</summary>
    /// <exception cref="CourseException">It holds something, or is a file.</exception>
    public static void RequireEmpty(string folder)
    {
        if (File.Exists(folder)) throw new CourseException($"'{folder}' is a file. Name a new folder.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CourseException(
                $"'{folder}' is not empty. Name a new folder; to renew a template, write it elsewhere and copy it over the repository.");
    }
}
