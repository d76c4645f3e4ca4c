using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Authoring.Verifying;

/// <summary>Remembers in <c>tests/Checks/proofs.json</c> in which state each module was proved, so that what has not changed
/// since need not be proved again.</summary>
/// <remarks>The state is a hash of everything that a proof depends on: the module's checks, mistakes, expectations, solution, starter
/// and golden submissions, the projects that they and the worker are built from, whatever grades one submission, and the versions of
/// all packages. Texts that nothing runs, such as handouts, are left out.</remarks>
/// <param name="layout">The course.</param>
internal sealed class ProofLedger(CourseLayout layout)
{
    /// <summary>The ledger's name in the folder of the checks.</summary>
    public const string FileName = "proofs.json";

    // What grades one submission refers to every module, so that it is taken by its folder rather than by its references.
    private static readonly string[] Engine =
    [
        "grader/LLMCourse.Grading", "grader/LLMCourse.Authoring/Recording", "grader/LLMCourse.Authoring/Samples",
        "grader/LLMCourse.Authoring/Verifying", "data",
    ];

    private const string Worker = "grader/LLMCourse.Grader.Worker";

    private static readonly string[] Versions =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"];

    private static readonly HashSet<string> Outputs = new(["bin", "obj", "TestResults"], StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    private string LedgerFile => Path.Combine(layout.Checks, FileName);

    /// <summary>Says whether a module is as it was when it was last proved.</summary>
    /// <param name="module">The module's full name.</param>
    /// <exception cref="CourseException">The ledger is damaged.</exception>
    public bool IsProved(string module) => Read().TryGetValue(module, out string? proved) && proved == StateOf(module);

    /// <summary>Remembers that a module was proved.</summary>
    /// <param name="module">The module's full name.</param>
    /// <param name="state">Its state when the proof began, from <see cref="StateOf"/>.</param>
    /// <exception cref="CourseException">The ledger is damaged.</exception>
    public void Note(string module, string state)
    {
        SortedDictionary<string, string> proofs = Read();
        if (proofs.GetValueOrDefault(module) == state) return;
        proofs[module] = state;
        AtomicFile.Write(LedgerFile, JsonSerializer.Serialize(proofs, Indented).ReplaceLineEndings("\n") + "\n");
    }

    /// <summary>Finds a source of the checks, or of what grades, that the running build cannot know, since it is newer.</summary>
    /// <param name="module">The module's full name.</param>
    /// <param name="built">When the build was made, in UTC.</param>
    /// <returns>Its path from the root; null if there is none. What verifying reads itself, such as the solution, does not count.</returns>
    public string? NewerThan(string module, DateTime built)
    {
        string[] read = [layout.SolutionOf(module), layout.AssignmentOf(module), layout.SamplesOf(module)];
        return FoldersOf(module).Except(read).SelectMany(FilesOf)
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" && File.GetLastWriteTimeUtc(file) > built)
            .Select(Relative).Order(StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Hashes all that a module's proof depends on.</summary>
    /// <param name="module">The module's full name.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public string StateOf(string module)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string folder in FoldersOf(module).Select(Relative).Order(StringComparer.Ordinal)) Append(hash, folder, HashOf(folder));
        foreach (string file in Versions.Where(file => File.Exists(Path.Combine(layout.Root, file))))
            Append(hash, file, HashOf([file]));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private IEnumerable<string> FoldersOf(string module)
    {
        string[] own = [layout.ChecksOf(module), layout.SolutionOf(module)];
        return Projects([.. own, Path.Combine(layout.Root, Worker)])
            .Concat([.. own, layout.AssignmentOf(module), layout.SamplesOf(module)])
            .Concat(Engine.Select(folder => Path.Combine(layout.Root, folder))).Distinct();
    }

    private string HashOf(string folder)
    {
        // Most folders belong to the state of every module.
        if (_hashes.TryGetValue(folder, out string? known)) return known;
        return _hashes[folder] = HashOf([.. FilesOf(Path.Combine(layout.Root, folder)).Select(Relative).Order(StringComparer.Ordinal)]);
    }

    private string HashOf(string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            byte[] content = File.ReadAllBytes(Path.Combine(layout.Root, file));
            // A clone may have other line endings; a NUL tells that it is no text.
            if (!content.AsSpan().Contains((byte)0)) content = [.. content.Where(b => b != (byte)'\r')];
            Append(hash, file, Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string name, string value) =>
        hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{value}\n"));

    private string Relative(string path) => Path.GetRelativePath(layout.Root, path).Replace('\\', '/');

    private static IEnumerable<string> FilesOf(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder).Where(Counts)
            .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Outputs.Contains(Path.GetFileName(inner))).SelectMany(FilesOf));

    // What nobody runs: texts and pictures, what a failed snapshot left, and what only mutation runs use.
    private static bool Counts(string file)
    {
        string name = Path.GetFileName(file);
        return Path.GetExtension(name) is not (".md" or ".svg" or ".png") && !name.Contains(".received.", StringComparison.Ordinal)
            && name is not ModuleContent.EquivalentMutantsFile;
    }

    // The folders of the projects in some folders and of those that they refer to, and so on.
    private static HashSet<string> Projects(IEnumerable<string> folders)
    {
        HashSet<string> found = [];
        Queue<string> open = new(folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj")));
        while (open.TryDequeue(out string? project))
        {
            string folder = Path.GetDirectoryName(project)!;
            if (!found.Add(folder)) continue;
            foreach (string reference in References(project))
            {
                string file = Path.GetFullPath(Path.Combine(folder, reference.Replace('\\', '/')));
                if (File.Exists(file)) open.Enqueue(file);
            }
        }

        return found;
    }

    private static IEnumerable<string> References(string project)
    {
        try
        {
            return [.. XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => (string?)reference.Attribute("Include") ?? "")];
        }
        catch (XmlException e)
        {
            throw new CourseException($"{project} is no XML: {e.Message}");
        }
    }

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(LedgerFile)) return new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            return new SortedDictionary<string, string>(
                JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(LedgerFile)) ?? [], StringComparer.Ordinal);
        }
        catch (JsonException e)
        {
            throw new CourseException($"{LedgerFile} is damaged ({e.Message}); delete it, and everything is proved again.");
        }
    }
}
