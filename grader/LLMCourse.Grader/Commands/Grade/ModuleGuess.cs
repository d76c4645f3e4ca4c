using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary>Finds out which module a folder is a submission of, when the command line does not say.</summary>
internal static class ModuleGuess
{
    /// <summary>Finds the folder and the module that an argument stands for.</summary>
    /// <param name="path">A folder that was handed in, or a module's name for the student's own work on it.</param>
    /// <param name="module">The module where the command line says it; null to guess.</param>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">There is no such folder, or no module fits.</exception>
    public static (string Folder, string Module) Submission(string path, string? module, CourseLayout layout)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full) && layout.TryResolve(path) is { } own) full = layout.AssignmentOf(own);
        if (!Directory.Exists(full))
            throw new CourseException(
                $"'{path}' is not a folder. Give the folder that was handed in, or M02 for your own work on the module.");
        return (full, module is null ? For(full, layout) : layout.Resolve(module));
    }

    /// <summary>Guesses by the folder's name, then by what it holds.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">No module fits, or more than one does.</exception>
    public static string For(string folder, CourseLayout layout)
    {
        if (Named(folder, layout) is { } named) return named;
        List<string> held = [.. layout.Modules.Where(m => Holds(folder, m, layout))];
        return held.Count switch
        {
            1 => held[0],
            0 => throw new CourseException(
                $"'{folder}' holds no module that this course has. Name it with --module; there are {string.Join(", ", layout.Modules)}."),
            _ => throw new CourseException($"'{folder}' holds {string.Join(" and ", held)}. Name one with --module."),
        };
    }

    /// <summary>Guesses which module a class handed in: by the folder's name, then by the first submission that is a folder.</summary>
    /// <param name="folder">The class's folder.</param>
    /// <param name="submissions">The submissions.</param>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">No module fits, or more than one does.</exception>
    public static string ForClass(string folder, IReadOnlyList<FoundSubmission> submissions, CourseLayout layout)
    {
        string? first = submissions.SelectMany(s => s.Parts).Select(p => p.Path).FirstOrDefault(Directory.Exists);
        if (first is not null) return For(Path.GetFullPath(first), layout);
        return Named(Path.GetFullPath(folder), layout)
            ?? throw new CourseException(
                $"'{folder}' holds archives alone, which do not say which module they are of. Name it with --module; there are {string.Join(", ", layout.Modules)}.");
    }

    /// <summary>Returns the module that a folder on the way is named after; null where there is none. The innermost counts: a repository
    /// may be called M05 and hold assignments/M02.Attention.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="layout">The course.</param>
    public static string? Named(string folder, CourseLayout layout) =>
        folder.Split(Path.DirectorySeparatorChar).Reverse().Select(p => layout.Modules.FirstOrDefault(m => p == m || p == m[..3]))
            .FirstOrDefault(m => m is not null);

    /// <summary>Returns the folder on the way that is named after a module; null where there is none.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="layout">The course.</param>
    public static string? FolderAround(string folder, CourseLayout layout)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (layout.Modules.Contains(at.Name)) return at.FullName;
        }

        return null;
    }

    /// <summary>Returns the student's own folder of a module: that which the current folder is in or has under <c>assignments</c>, else the
    /// course's. A packaged grader brings a course along in which nobody works.</summary>
    /// <param name="module">The module.</param>
    /// <param name="layout">The course.</param>
    public static string OwnFolder(string module, CourseLayout layout)
    {
        string current = Directory.GetCurrentDirectory(), below = Path.Combine(current, "assignments", module);
        return FolderAround(current, layout) is { } around && Path.GetFileName(around) == module ? around
            : Directory.Exists(below) ? below
            : layout.AssignmentOf(module);
    }

    private static bool Holds(string folder, string module, CourseLayout layout) =>
        Directory.Exists(Path.Combine(folder, "assignments", module))
        || Directory.Exists(Path.Combine(folder, module))
        || ModuleManifest.Load(layout.ManifestOf(module)).Files.Count(f => File.Exists(Path.Combine(folder, f))) > 1;
}
