using System.Globalization;
using System.IO.Enumeration;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>A submission as reviewers are to read it, before it is scrubbed.</summary>
/// <param name="Student">Whose it is.</param>
/// <param name="ContentHash">Which attempt of the gradebook.</param>
/// <param name="Files">The files that the rubric asks for, by their paths within the module's folder.</param>
/// <param name="LeftOut">Files that it asks for and that cannot be given out, each with the reason.</param>
internal sealed record ReviewedWork(Student Student, string ContentHash, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> LeftOut);

/// <summary>Finds, in the folders that were graded, the attempts that count.</summary>
/// <param name="manifest">The module.</param>
/// <param name="rubric">Says which files reviewers get.</param>
internal sealed class ReviewedWorkReader(ModuleManifest manifest, Rubric rubric)
{
    private const int MostFiles = 100, LargestFile = 1 << 20;

    private static readonly EnumerationOptions Below =
        new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 6,
            AttributesToSkip = FileAttributes.ReparsePoint
            | FileAttributes.Hidden,
            IgnoreInaccessible = true
        };

    /// <summary>Returns the attempt of each student that counts, or would if no person had set the grade.</summary>
    public static IReadOnlyDictionary<string, Attempt> Counting(Gradebook gradebook, CoursePolicy policy, string module)
    {
        var grader = new FinalGrader(gradebook, policy);
        ILookup<string, Attempt> attempts = gradebook.Attempts().Select(a => a.Attempt).Where(a => a.Module == module)
            .ToLookup(a => a.Student);
        return gradebook.Students().Where(s => attempts.Contains(s.Key)).ToDictionary(
            s => s.Key, s => grader.Of(s).Modules.First(m => m.Module == module).Chosen?.Attempt
                ?? attempts[s.Key].Last(), StringComparer.Ordinal);
    }

    /// <summary>Reads the attempts that count.</summary>
    /// <param name="found">What the graded folders hold.</param>
    /// <param name="counting">The attempts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The submissions in the order of their students' keys, and who has none there that is the
    /// attempt that counts, with the reason.</returns>
    public (IReadOnlyList<ReviewedWork> Works, IReadOnlyList<(string Student, string Why)> Missing) Read(
        IEnumerable<FoundSubmission> found, IReadOnlyDictionary<string, Attempt> counting, CancellationToken cancellation)
    {
        SortedDictionary<string, ReviewedWork> works = new(StringComparer.Ordinal);
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        foreach (FoundSubmission submission in found)
        {
            string key = submission.Student.Key;
            if (!counting.TryGetValue(key, out Attempt? attempt) || works.ContainsKey(key)) continue;
            using var unpacked = new UnpackedSubmission();
            try
            {
                Submission located = Submission.Locate(unpacked.Place(submission, manifest, cancellation).Folder, manifest);
                SourceSet sources = new SubmissionReader().Read(located, manifest, cancellation);
                if (sources.ContentHash != attempt.ContentHash)
                    reasons[key] = $"what lies in {submission.Source} is not the attempt that counts ({attempt.Source})";
                else works[key] = WorkOf(submission.Student, sources, located.Folder);
            }
            catch (Exception e) when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or IOException)
            {
                reasons[key] = unpacked.Readable(e.Message);
            }
        }

        return ([.. works.Values],
            [.. counting.Keys.Where(k => !works.ContainsKey(k)).Order(StringComparer.Ordinal)
                .Select(k => (k, reasons.GetValueOrDefault(k, "no submission of this student lies there")))]);
    }

    private ReviewedWork WorkOf(Student student, SourceSet sources, string folder)
    {
        List<string> left = [];
        List<SourceFile> files = [.. sources.Files.Where(f => IsWanted(f.Name))];
        HashSet<string> taken = [.. files.Select(f => f.Name)];

        // Beside the source files, which were read once for the grade: reports, figures as text.
        foreach (string path in Directory.EnumerateFiles(folder, "*", Below).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (Clutter.IsWithin(name) || taken.Contains(name) || !IsWanted(name)) continue;
            string? why = null, text = null;
            if (files.Count >= MostFiles) why = string.Create(CultureInfo.InvariantCulture, $"more than {MostFiles} files");
            else if (new FileInfo(path).Length is 0 or > LargestFile)
                why = string.Create(CultureInfo.InvariantCulture, $"empty, or larger than {LargestFile >> 10} KiB");
            else if (!StrictText.TryDecode(File.ReadAllBytes(path), out text, out _)) why = "not a text";
            if (text is null) left.Add($"{name}: {why}");
            else files.Add(new SourceFile(name, text));
        }

        return new ReviewedWork(student, sources.ContentHash, files, left);
    }

    private bool IsWanted(string path) =>
        rubric.Files.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern,
            pattern.Contains('/', StringComparison.Ordinal) ? path : path[(path.LastIndexOf('/') + 1)..]));
}
