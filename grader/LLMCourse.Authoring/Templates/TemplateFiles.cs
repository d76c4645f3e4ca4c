using System.Text;
using LLMCourse.Authoring.Release;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;

namespace LLMCourse.Authoring.Templates;

/// <summary>Makes the files of a student's repository from a course.</summary>
/// <remarks>Everything is named here: the assignments as <see cref="ReleaseWriter"/> generates them, never as they lie in the course's
/// folder; and from the rest of the course only files of the kinds that belong there. Then all of it is searched for hidden text.</remarks>
public static class TemplateFiles
{
    /// <summary>The name of the solution that one restore and one test run go through.</summary>
    public const string Solution = "Course.slnx";

    private static readonly string[] Single =
    [
        ".editorconfig", ".gitattributes", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE",
        "data/.gitattributes",
        "data/LICENSE-gpt2.md", "data/README.md", "data/manifest.json", "docs/conventions.md", "docs/not-allowed.md", "docs/torchsharp.md",
        "global.json", "reference/README.md", "tests.runsettings",
    ];

    private static readonly (string Folder, string[] Kinds)[] Folders =
    [
        ("compat/Verify.Xunit", [".cs", ".csproj", ".targets"]),
        ("data", [".txt"]),
        ("libtorch", [".cs", ".proj", ".props"]),
    ];

    // What every module needs; others say in their projects what they need beside it.
    private static readonly string[] Libraries = ["LLMCourse.Reference", "LLMCourse.Testing"];

    private const string ModelLibrary = "reference/LLMCourse.LocalModel", Model = "checkpoints/local-model", Weights = ".safetensors";

    /// <summary>Makes the files.</summary>
    /// <param name="layout">The course, a checkout of it.</param>
    /// <param name="options">What goes in.</param>
    /// <param name="cancellation">Stops between modules.</param>
    /// <returns>The files in the order of their paths.</returns>
    /// <exception cref="CourseException">The course is no checkout, or a file would give something hidden away.</exception>
    public static IReadOnlyList<TemplateFile> Make(CourseLayout layout, TemplateOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!Directory.Exists(layout.Assignments) || !File.Exists(Path.Combine(layout.Root, "Directory.Build.props")))
            throw new CourseException(
                $"{layout.Root} is not a checkout of the course, from which alone a template can be made. Run the command in one, or name it with --course.");

        List<TemplateFile> files = [];
        foreach (string module in options.Modules)
        {
            cancellation.ThrowIfCancellationRequested();
            files.AddRange(ReleaseWriter.Generate(layout.SolutionOf(module), cancellation: cancellation)
                .Select(f => new TemplateFile($"assignments/{module}/{f.Name}", f.Text)));
        }

        files.AddRange(Single.Select(path => Copy(layout, path)));
        foreach ((string folder, string[] kinds) in Folders) files.AddRange(CopyAll(layout, folder, kinds));
        IReadOnlyCollection<string> libraries = LibrariesOf(layout, options.Modules);
        foreach (string folder in libraries) files.AddRange(CopyAll(layout, folder, [".cs", ".csproj", ".md"]));
        if (libraries.Contains(ModelLibrary)) files.AddRange(CopyAll(layout, Model, [".json", ".txt", Weights]));
        IReadOnlyList<ModuleManifest> manifests = [.. options.Modules.Select(m => ModuleManifest.Load(layout.ManifestOf(m)))];
        files.AddRange(TemplateTexts.Make(manifests, options));
        files.Add(new TemplateFile(Solution, SolutionOf(files)));
        RequireNothingHidden(HiddenTexts.Of(layout), files, cancellation);
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Searches files for hidden text.</summary>
    /// <exception cref="CourseException">A file holds some; the message names the file and where the text is from.</exception>
    internal static void RequireNothingHidden(HiddenTexts hidden, IEnumerable<TemplateFile> files, CancellationToken cancellation = default)
    {
        foreach (TemplateFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (hidden.Find(file.Text) is not { } found) continue;
            throw new CourseException(
                $"{file.Path} would give away what students must not see: it holds text of {found.File}, without its white space '{found.Passage[..Math.Min(80, found.Passage.Length)]}…'. Nothing was written.");
        }
    }

    private static string SolutionOf(IEnumerable<TemplateFile> files)
    {
        StringBuilder text = new("<Solution>\n");
        foreach (string project in files.Select(f => f.Path)
            .Where(p => p.EndsWith(".csproj", StringComparison.Ordinal) && !p.StartsWith("compat/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal))
            _ = text.Append(null, $"  <Project Path=\"{project}\" />\n");
        return text.Append("</Solution>\n").ToString();
    }

    // The folders of the projects that the modules' projects refer to, and those of theirs.
    private static SortedSet<string> LibrariesOf(CourseLayout layout, IEnumerable<string> modules)
    {
        SortedSet<string> folders = new(StringComparer.Ordinal);
        Stack<string> open = new([
            .. modules.Select(module => Path.Combine(layout.SolutionOf(module), $"{module}.csproj")),
            .. Libraries.Select(library => Path.Combine(layout.Root, "reference", library, $"{library}.csproj"))]);
        while (open.TryPop(out string? project))
        {
            string folder = Path.GetRelativePath(layout.Root, Path.GetDirectoryName(project)!).Replace('\\', '/');
            if (folder.StartsWith("reference/", StringComparison.Ordinal) && !folders.Add(folder)) continue;
            foreach (string referred in ModuleProject.ReferencesOf(project)) open.Push(referred);
        }

        return folders;
    }

    private static IEnumerable<TemplateFile> CopyAll(CourseLayout layout, string folder, string[] kinds) =>
        Directory.EnumerateFiles(Path.Combine(layout.Root, folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(layout.Root, path).Replace('\\', '/'))
            .Where(path => kinds.Contains(Path.GetExtension(path)) && !path.Split('/').Any(part => part is "bin" or "obj" or "TestResults")
                && !path.Contains(".received.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => Copy(layout, path));

    private static TemplateFile Copy(CourseLayout layout, string path)
    {
        string full = Path.Combine(layout.Root, path);
        if (File.Exists(full) && Path.GetExtension(full) == Weights) return new TemplateFile(path, "") { Bytes = File.ReadAllBytes(full) };
        return File.Exists(full)
            ? new TemplateFile(path, File.ReadAllText(full))
            : throw new CourseException($"{full} is missing, and students need it.");
    }
}
