using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Writes a folder for each reviewer, with the scrubbed submissions and empty sheets, and the key apart from them.</summary>
internal sealed class ReviewFolders
{
    /// <summary>The folder of a submission's files, beside the sheet.</summary>
    public const string Submission = "submission";

    // Times of files would tell who wrote when, and in which order folders were made.
    private static readonly DateTime NoTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Gradebook _gradebook;
    private readonly Rubric _rubric;
    private readonly int _seed;

    /// <summary>Prepares an assignment.</summary>
    /// <param name="gradebook">The gradebook, whose secret and seed decide.</param>
    /// <param name="rubric">What is asked.</param>
    /// <param name="seed">The seed.</param>
    public ReviewFolders(Gradebook gradebook, Rubric rubric, int seed)
    {
        _gradebook = gradebook;
        _rubric = rubric;
        _seed = seed;
    }

    /// <summary>Assigns the reviews and writes folders and key; all are there, or none.</summary>
    /// <param name="works">The submissions, in the order of their students' keys.</param>
    /// <param name="reviews">How many reviews each gets.</param>
    /// <param name="pairs">Who is not to review whom.</param>
    /// <param name="folder">The folder to write; must be empty or not exist.</param>
    /// <param name="keyFile">The key's file; must not exist.</param>
    /// <param name="cancellation">Stops it and removes what was written.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CourseException">It cannot be done; the message says why.</exception>
    public ReviewKey Write(IReadOnlyList<ReviewedWork> works, int reviews, IReadOnlySet<(string, string)> pairs, string folder,
        string keyFile, CancellationToken cancellation)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckTargets(target, folder, keyFile);
        ReviewKey key = Assign(works, reviews, pairs);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            WriteAll(works, key, temporary, cancellation);
            key.Save(keyFile);
            try
            {
                if (Directory.Exists(target)) Directory.Delete(target);
                Directory.Move(temporary, target);
            }
            catch
            {
                // A key of folders that nobody has would stand in the way of the next try.
                File.Delete(keyFile);
                throw;
            }

            return key;
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private void CheckTargets(string target, string folder, string keyFile)
    {
        if (File.Exists(target)) throw new CourseException($"'{folder}' is a file. Name a new folder.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new CourseException(
                $"'{folder}' is not empty. Name a new folder, so that no sheet of an earlier assignment is taken for one of this.");
        foreach (string kept in (string[])[keyFile, _gradebook.Path])
        {
            if (Path.GetFullPath(kept).StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new CourseException($"'{kept}' would lie in '{folder}', which is given out. Name another file or folder.");
        }

        if (Path.Exists(keyFile)) throw new CourseException(ReviewKey.InTheWay(keyFile));
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(keyFile))))
            throw new CourseException($"The folder of '{keyFile}' does not exist. Create it first.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new CourseException($"The folder of '{folder}' does not exist. Create it first.");
    }

    private ReviewKey Assign(IReadOnlyList<ReviewedWork> works, int reviews, IReadOnlySet<(string, string)> pairs)
    {
        string use = string.Create(CultureInfo.InvariantCulture, $"peer review of {_rubric.Module}, seed {_seed}");
        var random = new KeyedStream(SiteSecret.Of(_gradebook.Path).KeyFor(use));

        // Whoever handed in the same as somebody else would read their own work.
        IReadOnlyList<IReadOnlyList<int>> reviewers = ReviewAssigner.Assign(
            [.. works.Select(w => w.Student.Key)], reviews,
            (r, s) => pairs.Contains((works[r].Student.Key, works[s].Student.Key)) || works[r].ContentHash == works[s].ContentHash, random);
        HashSet<string> taken = [];
        string[] folders = [.. works.Select(_ => random.Code(taken))];
        return ReviewKey.Of(_rubric.Module, _seed, _rubric, reviewers.SelectMany((of, s) => of.Select(r =>
            new AssignedReview(random.Code(taken), folders[r], works[r].Student.Key, works[s].Student.Key, works[s].ContentHash))));
    }

    private void WriteAll(IReadOnlyList<ReviewedWork> works, ReviewKey key, string folder, CancellationToken cancellation)
    {
        IReadOnlyList<Student> roster = _gradebook.Students();
        Dictionary<string, List<SourceFile>> scrubbed =
            works.ToDictionary(w => w.Student.Key, w => Scrubbed(w, roster, cancellation), StringComparer.Ordinal);
        foreach (AssignedReview review in key.Reviews)
        {
            cancellation.ThrowIfCancellationRequested();
            string place = Path.Combine(folder, review.Folder, review.Code);
            foreach (SourceFile file in scrubbed[review.Student]) Put(Path.Combine(place, Submission, file.Name), file.Text);
            Put(Path.Combine(place, SheetText.FileName), SheetText.Write(review.Code, _rubric));
        }

        // From below, since writing into a folder changes its time.
        foreach (string below in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(d => d.Length)
            .Append(folder))
            Directory.SetLastWriteTimeUtc(below, NoTime);
    }

    private static List<SourceFile> Scrubbed(ReviewedWork work, IReadOnlyList<Student> roster, CancellationToken cancellation)
    {
        Student author = roster.FirstOrDefault(s => s.Key == work.Student.Key) ?? work.Student;
        var scrubber = new Scrubber(author, roster);
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        List<SourceFile> files = [];
        foreach (SourceFile file in work.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = scrubber.ScrubPath(file.Name);
            for (int i = 2; !names.Add(name); i++)
                name = Path.ChangeExtension(scrubber.ScrubPath(file.Name),
                    string.Create(CultureInfo.InvariantCulture, $"{i}{Path.GetExtension(file.Name)}"));
            files.Add(new SourceFile(name, scrubber.Scrub(file.Text)));
        }

        return files;
    }

    private static void Put(string path, string text)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, NoTime);
    }
}
