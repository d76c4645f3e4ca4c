using System.Text.RegularExpressions;

namespace LLMCourse.Grading.Course;

/// <summary>Where the parts of a course lie: a folder with <c>LLMCourse.sln</c> or <c>course.json</c> in it.</summary>
public sealed partial record CourseLayout
{
    private static readonly string[] Markers = ["LLMCourse.sln", "course.json"];

    /// <summary>Creates the layout of a course.</summary>
    /// <param name="root">The course's folder.</param>
    public CourseLayout(string root) => Root = Path.GetFullPath(root);

    /// <summary>Gets the course's folder, absolute.</summary>
    public string Root { get; }

    /// <summary>Gets the folder of the modules as the author writes them.</summary>
    public string Solutions => Path.Combine(Root, "solutions");

    /// <summary>Gets the folder of the modules as students get them.</summary>
    public string Assignments => Path.Combine(Root, "assignments");

    /// <summary>Gets the folder of the hidden checks.</summary>
    public string Checks => Path.Combine(Root, "tests", "Checks");

    /// <summary>Gets the folder of the documentation.</summary>
    public string Docs => Path.Combine(Root, "docs");

    /// <summary>Gets the names of the modules that have a solution or checks, in order.</summary>
    public IReadOnlyList<string> Modules =>
        [.. new[] { Solutions, Checks }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => ModuleName().IsMatch(name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>Finds the course.</summary>
    /// <param name="option">The folder that the user gave; null for the grader's own course where it has one, as the packaged tool
    /// does, and else to look upward from the current folder, then from the grader's.</param>
    /// <exception cref="CourseException">There is no course there.</exception>
    public static CourseLayout Find(string? option) => Find(option, AppContext.BaseDirectory, Directory.GetCurrentDirectory());

    /// <summary>Finds the course.</summary>
    /// <param name="option">As above.</param>
    /// <param name="own">The grader's own folder.</param>
    /// <param name="current">The current folder.</param>
    /// <exception cref="CourseException">There is no course there.</exception>
    internal static CourseLayout Find(string? option, string own, string current)
    {
        if (option is not null)
        {
            return IsRoot(option)
                ? new CourseLayout(option)
                : throw new CourseException(
                    $"'{option}' is not a course: it has neither LLMCourse.sln nor course.json. Give the folder that holds solutions/ and tests/Checks/.");
        }

        // Before the current folder: that may be a submission, which must not bring its own checks.
        if (PackedIn(own) is { } packed) return packed;
        foreach (string start in (string[])[current, own])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (IsRoot(folder.FullName)) return new CourseLayout(folder.FullName);
            }
        }

        throw new CourseException(
            "No course was found here or above. Run the grader inside the course's folder, or name the folder with --course.");
    }

    /// <summary>Returns the course that the grader's package brought along; null where the grader was built in a checkout.</summary>
    /// <param name="own">The grader's own folder.</param>
    internal static CourseLayout? PackedIn(string own) =>
        IsRoot(Path.Combine(own, "course")) ? new CourseLayout(Path.Combine(own, "course")) : null;

    /// <summary>Returns the full name of a module.</summary>
    /// <param name="text">The name or the id, for example <c>M02.Attention</c> or <c>M02</c>; case does not matter.</param>
    /// <exception cref="CourseException">No module has that name; the message lists those that exist.</exception>
    public string Resolve(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<string> modules = Modules;
        if (TryResolve(text) is { } found) return found;
        if (modules.Count == 0) throw new CourseException($"There is no module '{text}': {Solutions} has no modules yet.");
        string? near = NearestName.Among(text, modules) ?? NearestName.Among(text, modules.Select(name => name[4..]));
        string meant = near is null ? "" : $" Did you mean {modules.First(name => name.EndsWith(near, StringComparison.Ordinal))}?";
        throw new CourseException($"There is no module '{text}'.{meant} There are: {string.Join(", ", modules)}.");
    }

    /// <summary>Returns the full name of a module; null where no module has that name.</summary>
    /// <param name="text">The name or the id; case does not matter.</param>
    internal string? TryResolve(string text) => Modules.FirstOrDefault(name =>
        name.Equals(text, StringComparison.OrdinalIgnoreCase) || name[..3].Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the folder of a module's solution.</summary>
    public string SolutionOf(string module) => Path.Combine(Solutions, module);

    /// <summary>Gets the folder of a module's assignment.</summary>
    public string AssignmentOf(string module) => Path.Combine(Assignments, module);

    /// <summary>Gets the folder of a module's checks.</summary>
    public string ChecksOf(string module) => Path.Combine(Checks, module);

    /// <summary>Gets the folder of a module's golden submissions.</summary>
    public string SamplesOf(string module) => Path.Combine(Root, "tests", "Submissions", module[..3]);

    /// <summary>Gets the path of a module's recorded manifest.</summary>
    public string ManifestOf(string module) => Path.Combine(ChecksOf(module), "manifest.json");

    private static bool IsRoot(string folder) => Markers.Any(marker => File.Exists(Path.Combine(folder, marker)));

    [GeneratedRegex(@"\AM[0-9]{2}\.[A-Za-z][A-Za-z0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleName();
}
