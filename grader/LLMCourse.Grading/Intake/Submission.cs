using LLMCourse.Grading.Course;

namespace LLMCourse.Grading.Intake;

/// <summary>A folder that somebody handed in.</summary>
/// <param name="Name">For people: the name of the folder.</param>
/// <param name="Root">The folder that was given, absolute.</param>
/// <param name="ModulePath">Where the module lies within it: empty, or for example <c>assignments/M02.Attention</c>.</param>
public sealed record Submission(string Name, string Root, string ModulePath)
{
    /// <summary>Gets the module's folder within the submission, absolute.</summary>
    public string Folder => Path.Combine(Root, ModulePath);

    /// <summary>Gets the graded files that lie elsewhere in the submission and are not taken, relative to its root.</summary>
    public IReadOnlyList<string> Strays { get; init; } = [];

    /// <summary>Finds the module within a folder: where most of its files lie, in whatever folders, and
    /// of several such places the usual one.</summary>
    /// <param name="path">The folder that was given.</param>
    /// <param name="manifest">The module.</param>
    /// <returns>The submission; its folder is the given one when no file of the module is anywhere in it,
    /// so that every file counts as missing.</returns>
    /// <exception cref="CourseException"><paramref name="path"/> is not a folder, is a symbolic link, or holds the module twice with
    /// nothing to choose by.</exception>
    public static Submission Locate(string path, ModuleManifest manifest)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(manifest);
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(root)) throw new CourseException($"'{path}' is a file. Give the folder that holds {manifest.Files[0]}.");
        if (!Directory.Exists(root)) throw new CourseException($"'{path}' does not exist. Give the folder that holds {manifest.Files[0]}.");
        if (FileEntry.IsLink(root)) throw new CourseException($"'{path}' is a symbolic link. Give the folder itself.");

        string name = Path.GetFileName(root);
        IReadOnlyList<ModulePlace> places = ModuleSearch.In(root, manifest);
        if (places.Count == 0) return new Submission(name, root, Expected(name, root, manifest));
        ModulePlace found = places[0];
        if (ModuleSearch.Rival(root, places, manifest) is { } rival)
            throw new CourseException(
                $"'{path}' holds {manifest.Name} twice, in {Shown(found.Path)} and in {Shown(rival.Path)}, and they differ. Leave only the one that counts.");
        return new Submission(name, root,
            found.Path)
        {
            Strays = [.. places.Skip(1).Where(p => !IsListed(p.Path, found.Path))
                .SelectMany(p => p.Files.Concat(p.HasAnswers && !found.HasAnswers ? [ModuleManifest.AnswersFile] : [])
                    .Select(f => Path.Combine(p.Path, f)))]
        };
    }

    // A folder right below the module's is among what Leftovers lists.
    private static bool IsListed(string place, string module) => (Path.GetDirectoryName(place) ?? "") == module && place.Length > 0;

    // Where the module would be: what stands there instead, such as a link, is then told.
    private static string Expected(string name, string root, ModuleManifest manifest)
    {
        if (name == manifest.Name || manifest.Files.Any(file => Path.Exists(Path.Combine(root, file)))) return "";
        string[] usual = [Path.Combine("assignments", manifest.Name), manifest.Name];
        return usual.FirstOrDefault(place => FileEntry.HasName(root, place)) ?? "";
    }

    private static string Shown(string place) => place.Length == 0 ? "its own folder" : place.Replace('\\', '/');
}
