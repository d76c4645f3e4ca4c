using LLMCourse.Grader.Course;

namespace LLMCourse.Grader.Intake;

/// <summary>A folder that somebody handed in.</summary>
/// <param name="Name">For people: the name of the folder.</param>
/// <param name="Root">The folder that was given, absolute.</param>
/// <param name="ModulePath">Where the module lies within it: empty, or for example <c>assignments/M02.Attention</c>.</param>
public sealed record Submission(string Name, string Root, string ModulePath)
{
    /// <summary>Gets the module's folder within the submission, absolute.</summary>
    public string Folder => Path.Combine(Root, ModulePath);

    /// <summary>Finds the module within a folder: the folder itself, or its <c>assignments/Module/</c> or <c>Module/</c>.</summary>
    /// <param name="path">The folder that was given.</param>
    /// <param name="manifest">The module.</param>
    /// <returns>The submission; its folder is the given one when the module is in none of these places, so that every file counts as missing.</returns>
    /// <exception cref="CourseException"><paramref name="path"/> is not a folder, or is a symbolic link.</exception>
    public static Submission Locate(string path, ModuleManifest manifest)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(manifest);
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(root)) throw new CourseException($"'{path}' is a file. Give the folder that holds {manifest.Files[0]}.");
        if (!Directory.Exists(root)) throw new CourseException($"'{path}' does not exist. Give the folder that holds {manifest.Files[0]}.");
        if (FileEntry.IsLink(root)) throw new CourseException($"'{path}' is a symbolic link. Give the folder itself.");

        string name = Path.GetFileName(root);
        if (name == manifest.Name || manifest.Files.Any(file => Path.Exists(Path.Combine(root, file)))) return new Submission(name, root, "");
        string[] places = [Path.Combine("assignments", manifest.Name), manifest.Name];
        string found = places.FirstOrDefault(place => FileEntry.HasName(root, place)) ?? "";
        return new Submission(name, root, found);
    }
}
