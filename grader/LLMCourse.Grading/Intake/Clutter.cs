namespace LLMCourse.Grading.Intake;

/// <summary>Knows what operating systems, builds and editors leave in a folder: nobody means to hand it in.</summary>
internal static class Clutter
{
    private static readonly HashSet<string> Names = new(
        ["bin", "obj", ".git", ".svn", ".hg", ".vs", ".vscode", ".idea", ".DS_Store", "desktop.ini", "Thumbs.db", "__MACOSX", "TestResults",
            "packages", "node_modules", "__pycache__", ".ipynb_checkpoints"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Says whether a file or folder of this name is such a thing. macOS writes a second file,
    /// <c>._Name</c>, beside each on other file systems.</summary>
    internal static bool Is(string name) => Names.Contains(name) || name.StartsWith("._", StringComparison.Ordinal);

    /// <summary>Says whether any part of a path, with slashes, is such a thing.</summary>
    internal static bool IsWithin(string path) => path.Split('/').Any(Is);
}
