using LLMCourse.Grader.Course;

namespace LLMCourse.Grader.Commands;

/// <summary>Finds out which module a folder is a submission of, when the command line does not say.</summary>
internal static class ModuleGuess
{
    /// <summary>Guesses by the folder's name, then by what it holds.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">No module fits, or more than one does.</exception>
    public static string For(string folder, CourseLayout layout)
    {
        string[] parts = folder.Split(Path.DirectorySeparatorChar);
        // The innermost counts: a repository may be called M05 and hold assignments/M02.Attention.
        string? named = parts.Reverse().Select(p => layout.Modules.FirstOrDefault(m => p == m || p == m[..3])).FirstOrDefault(m => m is not null);
        if (named is not null) return named;
        List<string> held = [.. layout.Modules.Where(m => Holds(folder, m, layout))];
        return held.Count switch
        {
            1 => held[0],
            0 => throw new CourseException($"'{folder}' holds no module that this course has. Name it with --module; there are {string.Join(", ", layout.Modules)}."),
            _ => throw new CourseException($"'{folder}' holds {string.Join(" and ", held)}. Name one with --module."),
        };
    }

    private static bool Holds(string folder, string module, CourseLayout layout) =>
        Directory.Exists(Path.Combine(folder, "assignments", module))
        || Directory.Exists(Path.Combine(folder, module))
        || ModuleManifest.Load(layout.ManifestOf(module)).Files.Count(f => File.Exists(Path.Combine(folder, f))) > 1;
}
