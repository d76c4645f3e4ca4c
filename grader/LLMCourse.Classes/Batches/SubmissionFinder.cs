using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.Batches;

/// <summary>Finds the submissions in a folder: clones of GitHub Classroom, downloads of Canvas and Moodle, exports of Gradescope and
/// Submitty, plain folders and archives.</summary>
/// <remarks><see cref="EntryName"/> knows the names of Canvas and Moodle, <see cref="ClassroomNames"/> those of clones. Everything else:
/// the name is the student's key.</remarks>
internal static class SubmissionFinder
{
    private static readonly string[] Around = ["submissions", "students", "class", "download", "downloads", "hand-ins", "handins"];

    /// <summary>Finds them, in the order of their names; everything of one student is one submission.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="context">What is known of the class.</param>
    /// <exception cref="CourseException">It is not there or holds nothing, or whose the clones are cannot be told.</exception>
    public static FoundClass Find(string folder, FindContext? context = null)
    {
        string given = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(given))
            throw new CourseException($"'{folder}' is not a folder. Give the folder that holds a folder or an archive for each student.");
        List<string> notes = [];
        List<NotTaken> not = [];
        string root = WhereTheClassIs(given, not);
        if (root != given) notes.Add($"The class was found in {Path.GetRelativePath(given, root)}.");
        (IReadOnlyList<FoundSubmission> found, IReadOnlyList<NotTaken> others) = GradescopeFolder.Is(root)
            ? GradescopeFolder.Find(root)
            : InNames(root, context ?? new FindContext(), notes);
        not.AddRange(others);
        if (found.Count == 0)
        {
            string there = not.Count == 0
                ? ""
                : $" What is there is none: {string.Join(", ", not.Take(5).Select(n => n.Name))}{(not.Count > 5 ? ", …" : "")}.";
            throw new CourseException(
                $"'{folder}' holds neither folders nor archives that are submissions. Give the folder that holds one for each student.{there}");
        }

        return new FoundClass(OfEach(found), not, notes);
    }

    /// <summary>Puts together what is of one student.</summary>
    internal static IReadOnlyList<FoundSubmission> OfEach(IEnumerable<FoundSubmission> found) =>
        [.. found.GroupBy(f => f.Student.Key, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.First() : Together([.. g]))
            .OrderBy(f => f.Source, StringComparer.Ordinal)];

    private static FoundSubmission Together(IReadOnlyList<FoundSubmission> parts) => parts[0] with
    {
        Source = parts.Count <= 3
            ? string.Join(" + ", parts.Select(p => p.Source))
            : string.Create(CultureInfo.InvariantCulture, $"{parts[0].Source} + {parts.Count - 1} more"),
        Parts = [.. parts.SelectMany(p => p.Parts)],
        StatedUtc = parts.Max(p => p.StatedUtc),
        IsMarkedLate = parts.Any(p => p.IsMarkedLate == true) ? true : parts.Any(p => p.IsMarkedLate == false) ? false : null,
        IsDownloaded = parts.Any(p => p.IsDownloaded),
        Numbers = [.. parts.SelectMany(p => p.Numbers).Distinct()],
        Refused = parts.Select(p => p.Refused).FirstOrDefault(r => r is not null),
    };

    // Who unpacks a download may get a folder around it. One folder that is somebody's own work stays a student.
    private static string WhereTheClassIs(string folder, List<NotTaken> not)
    {
        FileSystemInfo[] inside = [.. Visible(folder)];
        DirectoryInfo[] folders = [.. inside.OfType<DirectoryInfo>()];
        if (GradescopeFolder.Is(folder)
            || inside.Any(e => e is FileInfo && (ArchiveKind.IsArchive(e.Name) || EntryName.Of(e.Name) is not null)))
            return folder;

        // Submitty's export has what the students handed in beside what it made of it.
        DirectoryInfo? only = folders is [DirectoryInfo one]
            ? one
            : folders.FirstOrDefault(d => d.Name == "submissions" && folders.Any(o => o.Name == "results"));
        if (only is null || IsClone(only) || EntryName.Of(only.Name) is not null || !IsClass(only)) return folder;
        not.AddRange(inside.Where(e => e.Name != only.Name)
            .Select(e => new NotTaken(e.Name, "It lies beside the folder with the submissions.")));
        return WhereTheClassIs(only.FullName, not);
    }

    private static bool IsClass(DirectoryInfo folder)
    {
        if (Around.Contains(folder.Name.ToLowerInvariant()) || folder.Name.EndsWith("-submissions", StringComparison.Ordinal)
            || GradescopeFolder.Is(folder.FullName))
            return true;
        FileSystemInfo[] inside = [.. Visible(folder.FullName)];
        return inside.Any(e => EntryName.Of(e.Name) is not null) || inside.Count(IsClone) > 1;
    }

    private static IEnumerable<FileSystemInfo> Visible(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !Clutter.Is(e.Name) && !e.Name.StartsWith('.'));

    private static (IReadOnlyList<FoundSubmission> Found, IReadOnlyList<NotTaken> NotTaken) InNames(string root, FindContext context,
        List<string> notes)
    {
        FileSystemInfo[] entries =
            [.. new DirectoryInfo(root).EnumerateFileSystemInfos().Where(e => !Clutter.Is(e.Name))
                .OrderBy(e => e.Name, StringComparer.Ordinal)];
        string[] clones = [.. entries.Where(e => e.LinkTarget is null && IsClone(e) && EntryName.Of(e.Name) is null).Select(e => e.Name)];
        string prefix = clones.Length == 0 ? "" : ClassroomNames.Prefix(clones, Path.GetFileName(root), context);
        if (prefix.Length > 0)
            notes.Add($"Clones of the assignment '{prefix[..^1]}': what follows is the login, as in {clones.FirstOrDefault(c => c.StartsWith(prefix, StringComparison.Ordinal), "none of them")}.");
        if (prefix.Length > 0 && clones.Where(c => !c.StartsWith(prefix, StringComparison.Ordinal)).ToArray() is { Length: > 0 } others)
            notes.Add($"Clones whose names begin otherwise are called by their whole names: {string.Join(", ", others)}.");

        List<FoundSubmission> found = [];
        List<NotTaken> not = [];
        foreach (FileSystemInfo entry in entries)
        {
            if (WhyNot(entry) is { } reason)
            {
                not.Add(new NotTaken(entry.Name, reason));
                continue;
            }

            if (EntryName.Of(entry.Name) is { } name)
            {
                found.Add(OfSystem(entry, name));
                continue;
            }

            FoundSubmission plain = Plain(entry,
                IsClone(entry) && entry.Name.StartsWith(prefix, StringComparison.Ordinal) && entry.Name.Length > prefix.Length
                    ? prefix
                    : "");
            if (!Composition.Of(entry.Name).Contains(plain.Student.Key, StringComparison.Ordinal) || entry.Name.Trim() != entry.Name)
                notes.Add($"The name '{entry.Name}' has spaces or signs that cannot be seen: it is taken as '{plain.Student.Key}'.");
            found.Add(plain);
        }

        return (found, not);
    }

    private static string? WhyNot(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null) return "A symbolic link: links are not followed.";
        if (entry.Name.StartsWith('.')) return "Its name begins with a dot: it is hidden.";
        if (EntryName.Of(entry.Name) is { } name) return name.IsFeedback ? "Feedback from Moodle, not a submission." : null;
        return entry is FileInfo && !ArchiveKind.IsArchive(entry.Name)
            ? "It is neither a folder nor an archive, and its name does not say whose it is."
            : null;
    }

    private static FoundSubmission OfSystem(FileSystemInfo entry, EntryName name)
    {
        // Where Moodle hides the names, all are "Participant".
        bool byName = name.System == LearningSystem.Moodle && !name.Student.StartsWith("Participant", StringComparison.Ordinal);
        Student student = new(name.Id, name.Student, LmsId: name.System == LearningSystem.Canvas ? name.Id : "");
        return new FoundSubmission(student, entry.Name, [new HandedInPart(entry.FullName, name.File.Length > 0 ? name.File : entry.Name)])
        {
            IsKnownByName = byName,
            Numbers = [name.Id],
            IsMarkedLate = name.IsLate,
            IsDownloaded = true,
        };
    }

    private static FoundSubmission Plain(FileSystemInfo entry, string prefix)
    {
        string name = PersonName.Clean(entry is FileInfo ? ArchiveKind.WithoutEnding(entry.Name) : entry.Name[prefix.Length..]);
        Student student = new(name, Login: prefix.Length > 0 ? name : "");
        if (entry is DirectoryInfo folder && SubmittyFolder.Active(folder) is { } version)
        {
            string source = $"{entry.Name}/{Path.GetFileName(version.Folder)}";
            return new FoundSubmission(student, source,
                [new HandedInPart(version.Folder, entry.Name)])
            { StatedUtc = version.SubmittedUtc, IsDownloaded = true };
        }

        return new FoundSubmission(student, entry.Name, [new HandedInPart(entry.FullName, entry.Name)]);
    }

    private static bool IsClone(FileSystemInfo entry) => entry is DirectoryInfo && Path.Exists(Path.Combine(entry.FullName, ".git"));
}
