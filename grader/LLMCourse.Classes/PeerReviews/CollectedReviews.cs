using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>The sheets that came back.</summary>
internal sealed class CollectedReviews
{
    private const int LargestSheet = 256 << 10;

    // In a folder of any depth, as learning management systems and mail programs leave what was handed in.
    private static readonly EnumerationOptions Below =
        new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 12,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true
        };

    private static readonly string[] Endings = [".md", ".markdown", ".txt"];

    private CollectedReviews(ReviewKey key, IReadOnlyDictionary<string, FilledSheet> sheets, IReadOnlyList<SheetFault> faults,
        IReadOnlySet<string> faulty)
    {
        Key = key;
        Sheets = sheets;
        Faults = faults;
        Faulty = faulty;
    }

    /// <summary>Gets who is who.</summary>
    public ReviewKey Key { get; }

    /// <summary>Gets the good sheets by their codes.</summary>
    public IReadOnlyDictionary<string, FilledSheet> Sheets { get; }

    /// <summary>Gets what is wrong, in the order of files and lines.</summary>
    public IReadOnlyList<SheetFault> Faults { get; }

    /// <summary>Gets the codes of reviews whose sheets came and have a fault.</summary>
    public IReadOnlySet<string> Faulty { get; }

    /// <summary>Gets the reviews that have not come: no sheet, or one in which nothing is filled in.</summary>
    public IEnumerable<AssignedReview> Missing => Key.Reviews.Where(r => !Sheets.ContainsKey(r.Code) && !Faulty.Contains(r.Code));

    /// <summary>Reads all sheets in a folder, whatever their names; a good one is taken whatever is wrong with others.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Who is who.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">There is no such folder.</exception>
    public static CollectedReviews Read(string folder, ReviewKey key, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            throw new CourseException($"'{folder}' is not a folder. Give the one in which the sheets lie that came back.");
        var reader = new SheetReader(key.Rubric);
        HashSet<string> known = [.. key.Reviews.Select(r => r.Code)];
        List<SheetFault> faults = [];
        List<ReadSheet> read = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*", Below).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (Clutter.IsWithin(name) || name.Split('/').SkipLast(1).Contains(ReviewFolders.Submission)) continue;
            bool called = Path.GetFileName(name).StartsWith("sheet", StringComparison.OrdinalIgnoreCase);
            if (!Endings.Contains(Path.GetExtension(name).ToLowerInvariant()))
            {
                if (called) faults.Add(new SheetFault(name, 1, "it is no Markdown file. Save it as text, with the ending .md."));
                continue;
            }

            if (TextOf(path, out string? problem) is not { } text)
            {
                if (called) faults.Add(new SheetFault(name, 1, problem!));
            }
            else if (!SheetReader.IsSheet(text))
            {
                if (called)
                    faults.Add(
                        new SheetFault(name, 1, $"the line '{SheetText.Review} CODE' is missing. Put it back as it was handed out."));
            }
            else
            {
                ReadSheet sheet = reader.Read(name, text);
                if (sheet.Code is { } code && known.Contains(code)) read.Add(sheet);
                else faults.Add(new SheetFault(name, LineOf(text),
                    $"no review of this assignment has the code '{sheet.Code}'. Correct it, or leave the sheet of another assignment out."));
            }
        }

        return new CollectedReviews(key, Take(read, faults, out HashSet<string> faulty),
            [.. faults.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line)], faulty);
    }

    // Beside a filled-in sheet the empty one that was handed out may still lie.
    private static Dictionary<string, FilledSheet> Take(List<ReadSheet> read, List<SheetFault> faults, out HashSet<string> faulty)
    {
        Dictionary<string, FilledSheet> sheets = new(StringComparer.Ordinal);
        faulty = [];
        foreach (IGrouping<string, ReadSheet> same in read.Where(r => !r.IsBlank).GroupBy(r => r.Code!, StringComparer.Ordinal))
        {
            ReadSheet first = same.First();
            ReadSheet? other = same.Skip(1)
                .FirstOrDefault(s => first.Filled is null || s.Filled is null || !s.Filled.Marks.SequenceEqual(first.Filled.Marks));
            if (other is not null)
            {
                faults.Add(new SheetFault(other.File, 1,
                    $"the review {same.Key} is in {first.File} too, and they differ. Leave only the one that counts; neither is taken."));
                faulty.Add(same.Key);
            }
            else if (first.Filled is { } filled)
            {
                sheets.Add(same.Key, filled);
            }

            if (first.Filled is null) faulty.Add(same.Key);
            foreach (ReadSheet sheet in same) faults.AddRange(sheet.Faults);
        }

        return sheets;
    }

    private static string? TextOf(string path, out string? problem)
    {
        if (new FileInfo(path).Length > LargestSheet)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it is larger than {LargestSheet >> 10} KiB. Save it as plain text.");
            return null;
        }

        return StrictText.TryDecode(File.ReadAllBytes(path), out string? text, out problem) ? text : null;
    }

    private static int LineOf(string text) => Array.FindIndex(text.Split('\n'), SheetReader.IsSheet) + 1;
}
