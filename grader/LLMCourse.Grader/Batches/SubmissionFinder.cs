using System.Text.RegularExpressions;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Gradebooks;

namespace LLMCourse.Grader.Batches;

/// <summary>Finds the submissions in a folder: clones of GitHub Classroom, downloads of Canvas and Moodle, plain folders and archives.</summary>
/// <remarks>
/// Canvas: <c>doejane_LATE_1001_55555_name.zip</c>, or loose files of that form. Moodle: <c>Jane Doe_12345_assignsubmission_file_</c>.
/// GitHub Classroom: clones named <c>assignment-login</c>, all with the same beginning. Everything else: the name is the student's key.
/// </remarks>
internal static partial class SubmissionFinder
{
    /// <summary>Finds them, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="CourseException">It is not there or holds nothing, or two submissions are of one student.</exception>
    public static IReadOnlyList<FoundSubmission> Find(string folder)
    {
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root)) throw new CourseException($"'{folder}' is not a folder. Give the folder that holds a folder or an archive for each student.");
        List<FileSystemInfo> entries = [.. new DirectoryInfo(root).EnumerateFileSystemInfos()
            .Where(e => !e.Name.StartsWith('.') && e.LinkTarget is null && (e is DirectoryInfo || IsArchive(e.Name) || CanvasName().IsMatch(e.Name)))
            .OrderBy(e => e.Name, StringComparer.Ordinal)];
        if (entries.Count == 0) throw new CourseException($"'{folder}' holds neither folders nor .zip files. Give the folder that holds one for each student.");

        string prefix = ClassroomPrefix([.. entries.Where(IsClone).Select(e => e.Name)]);
        List<FoundSubmission> found = [.. entries.Where(e => !IsLoose(e)).Select(e => Of(e, prefix)), .. entries.Where(IsLoose).GroupBy(e => OfCanvas(e.Name)).Select(Loose)];
        if (found.GroupBy(f => f.Student.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CourseException($"{string.Join(" and ", twice.Select(f => f.Source))} are both of '{twice.Key}'. Grade them from two folders, the earlier one first, so that they are two attempts.");
        return found;
    }

    /// <summary>Returns the name that a loose file of Canvas had, for example <c>Attention.cs</c>; one that was handed in again is called <c>Attention-1.cs</c>.</summary>
    public static string NameOfLoose(string path) => Again().Replace(CanvasName().Match(Path.GetFileName(path)).Groups["file"].Value, "");

    /// <summary>Returns whether a file is an archive by its name.</summary>
    public static bool IsArchive(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoose(FileSystemInfo entry) => entry is FileInfo && !IsArchive(entry.Name);

    private static bool IsClone(FileSystemInfo entry) => entry is DirectoryInfo && Directory.Exists(Path.Combine(entry.FullName, ".git"));

    private static Student OfCanvas(string name)
    {
        Match match = CanvasName().Match(name);
        return new Student(match.Groups["id"].Value, match.Groups["name"].Value, LmsId: match.Groups["id"].Value);
    }

    private static FoundSubmission Of(FileSystemInfo entry, string prefix)
    {
        if (entry is FileInfo) return One(CanvasName().IsMatch(entry.Name) ? OfCanvas(entry.Name) : new Student(Path.GetFileNameWithoutExtension(entry.Name)), entry);
        if (MoodleName().Match(entry.Name) is { Success: true } moodle)
        {
            string id = moodle.Groups["id"].Value;
            return One(new Student(id, moodle.Groups["name"].Value, LmsId: id), OnlyArchiveIn((DirectoryInfo)entry) ?? entry);
        }

        bool named = prefix.Length > 0 && IsClone(entry);
        return One(named ? new Student(entry.Name[prefix.Length..], Login: entry.Name[prefix.Length..]) : new Student(entry.Name), entry);
    }

    private static FoundSubmission One(Student student, FileSystemInfo entry) => new(student, entry.FullName, [], SubmissionTime.Of(entry), entry.Name);

    private static FoundSubmission Loose(IGrouping<Student, FileSystemInfo> files) =>
        new(files.Key, files.First().FullName, [.. files.Select(f => f.FullName)], files.Max(f => f.LastWriteTimeUtc), files.First().Name);

    // In the clones of a class every folder begins with the assignment's name; one clone alone does not tell where that ends.
    private static string ClassroomPrefix(List<string> names)
    {
        if (names.Count < 2) return "";
        string common = names.Aggregate((a, b) => a[..a.Zip(b).TakeWhile(p => p.First == p.Second).Count()]);
        return common[..(common.LastIndexOf('-') + 1)];
    }

    private static FileInfo? OnlyArchiveIn(DirectoryInfo folder)
    {
        FileSystemInfo[] inside = [.. folder.EnumerateFileSystemInfos().Take(2)];
        return inside is [FileInfo { LinkTarget: null } file] && IsArchive(file.Name) ? file : null;
    }

    [GeneratedRegex(@"\A(?<name>[^_]+)_(?:LATE_)?(?<id>[0-9]+)_[0-9]+_(?<file>.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CanvasName();

    [GeneratedRegex(@"\A(?<name>[^_]+)_(?<id>[0-9]+)_assignsubmission_file_?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MoodleName();

    [GeneratedRegex(@"-[0-9]+(?=\.[a-z]+\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Again();
}
