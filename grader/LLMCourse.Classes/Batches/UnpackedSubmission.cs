using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Batches;

/// <summary>Makes a folder to grade from out of what a student handed in: the student's own folder, or a
/// temporary one with what was unpacked.</summary>
/// <remarks>Where the module lies is looked for in every folder and archive, and in archives within them; the
/// one with most of its files is taken.</remarks>
internal sealed class UnpackedSubmission : IDisposable
{
    private const int MostArchives = 12, DeepestArchive = 3;

    private static readonly EnumerationOptions AllBelow =
        new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 6,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true
        };

    private readonly List<LeftBehindFile> _notTaken = [];
    private readonly List<(string From, string Shown)> _names = [];
    private string? _temporary;
    private int _folders;

    /// <summary>Returns the folder with what is known of it.</summary>
    /// <exception cref="ArchiveRefusedException">An archive without which nothing is left has something that it must
    /// not have, or is of an unknown kind.</exception>
    /// <exception cref="CourseException">The module is there twice with nothing to choose by.</exception>
    public PlacedSubmission Place(FoundSubmission submission, ModuleManifest manifest, CancellationToken cancellation)
    {
        if (submission.Refused is { } why) throw new CourseException(why);
        List<Root> roots = Roots(submission, cancellation);
        Root[] held = [.. roots.Where(r => r.Places.Count > 0).OrderByDescending(r => r.Places[0].Files.Count).ThenBy(r => r.Depth)];
        if (held.Length == 0) return Nothing(submission, roots);

        Root first = held[0];
        if (held.Skip(1).FirstOrDefault(r => r.Depth == first.Depth && r.Places[0].Files.Count == first.Places[0].Files.Count
            && !IsSame(first, r)) is { } rival)
            throw new CourseException(
                $"{first.Name} and {rival.Name} both hold {manifest.Name}, and they differ. Leave only the one that counts.");
        foreach (Root other in held.Skip(1).Where(r => r.Name != first.Name))
            _notTaken.Add(new LeftBehindFile(other.Name, $"Not taken: the module is taken from {first.Name}.", !IsSame(first, other)));
        NameOthers(submission, first);
        string module = Path.Combine(first.Folder, first.Places[0].Path);
        DateTimeOffset? commit = submission.StatedUtc is null && first.Packed is null
            ? SubmissionTime.LastCommit(first.Folder, first.Places[0], manifest)
            : null;
        DateTimeOffset time = submission.StatedUtc ?? commit ?? first.PackedUtc ?? SubmissionTime.OfFiles(module, first.Places[0]);
        return new PlacedSubmission(first.Folder, time, submission.StatedUtc is not null || commit is not null, _notTaken);

        bool IsSame(Root a, Root b) => a.Places[0].Files.SequenceEqual(b.Places[0].Files)
            && a.Places[0].Files.All(
                f => ModuleSearch.HasSameBytes(Path.Combine(a.Folder, a.Places[0].Path, f), Path.Combine(b.Folder, b.Places[0].Path, f)));

        List<Root> Roots(FoundSubmission of, CancellationToken stop)
        {
            List<Root> all = [];
            HandedInPart[] loose = [.. of.Parts.Where(p => File.Exists(p.Path) && !ArchiveKind.IsArchive(p.Name))];
            if (loose.Length > 0) all.Add(Root.Of(Together(loose), of.Source, null, loose.Max(p => Time(p.Path)), 0, manifest));
            foreach (HandedInPart part in of.Parts.Except(loose))
            {
                _names.Add((part.Path, part.Name));
                if (Directory.Exists(part.Path)) all.Add(Root.Of(part.Path, part.Name, null, null, 0, manifest));
                else if (Unpack(part.Path, part.Name, stop) is { } unpacked)
                    all.Add(Root.Of(unpacked, part.Name, part.Path, Time(part.Path), 0, manifest));
            }

            // Whoever has the whole module in a folder is not asked for archives beside it.
            for (int i = 0; i < all.Count && all.Max(r => r.Count) < manifest.Files.Count; i++)
            {
                if (all[i].Depth >= DeepestArchive) continue;
                foreach (string archive in ArchivesIn(all[i].Folder))
                {
                    string shown = $"{all[i].Name}/{Path.GetRelativePath(all[i].Folder, archive).Replace('\\', '/')}";
                    if (_folders >= MostArchives)
                        _notTaken.Add(new LeftBehindFile(shown, $"At most {MostArchives} archives of a student are opened.", true));
                    else if (Unpack(archive, shown, stop) is { } unpacked)
                        all.Add(Root.Of(unpacked, shown, archive, all[i].PackedUtc ?? Time(archive), all[i].Depth + 1, manifest));
                }
            }

            return all;
        }
    }

    /// <summary>Says what a message says without the names of temporary folders, which mean nothing to its reader.</summary>
    public string Readable(string message)
    {
        foreach ((string from, string shown) in _names.OrderByDescending(n => n.From.Length))
            message = message.Replace(from, shown, StringComparison.Ordinal);
        return _temporary is null ? message : message.Replace(_temporary + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(_temporary, "the submission", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (_temporary is not null) Directory.Delete(_temporary, recursive: true);
    }

    // Reports and such beside what is graded; what lies in the same folder or archive as the module intake names.
    private void NameOthers(FoundSubmission submission, Root first)
    {
        IEnumerable<(string Name, string Path)> files = submission.Parts.SelectMany(p => File.Exists(p.Path) ? [(p.Name, p.Path)]
            : first.Folder == p.Path
                ? []
                : Directory.EnumerateFiles(p.Path).Order(StringComparer.Ordinal).Take(20).Select(f => (Path.GetFileName(f), f)));
        foreach ((string name, string path) in files)
        {
            if (ArchiveKind.IsArchive(name) || Clutter.Is(name) || File.Exists(Path.Combine(first.Folder, name))) continue;
            _notTaken.Add(new LeftBehindFile(name, $"Not taken: the module is taken from {first.Name}.",
                Path.GetExtension(path).Equals(".cs", StringComparison.OrdinalIgnoreCase)));
        }
    }

    // A folder that is graded all the same, so that what is missing is told as for any other.
    private PlacedSubmission Nothing(FoundSubmission submission, List<Root> roots)
    {
        if (roots.Count == 0)
        {
            string reasons = string.Join(" ", _notTaken.Select(n => n.Reason).Distinct());
            throw new ArchiveRefusedException(reasons.Length > 0 ? reasons : "Nothing was handed in.");
        }

        Root root = roots[0];
        return new PlacedSubmission(root.Folder, submission.StatedUtc ?? root.PackedUtc ?? SubmissionTime.OfFiles(root.Folder, null),
            submission.StatedUtc is not null, _notTaken);
    }

    // An archive that cannot be opened matters only when the module is nowhere else.
    private string? Unpack(string archive, string shown, CancellationToken cancellation)
    {
        string folder = New(shown);
        try
        {
            foreach (string packed in SafeArchive.Extract(archive, folder, cancellation))
                _notTaken.Add(new LeftBehindFile($"{shown}/{packed}", "It is large and no source file: it was not unpacked.", false));
            return folder;
        }
        catch (ArchiveRefusedException e)
        {
            // By the name that the student knows.
            _notTaken.Add(new LeftBehindFile(shown, e.Message.Replace(Path.GetFileName(archive), shown, StringComparison.Ordinal), true));
            return null;
        }
    }

    private string Together(IEnumerable<HandedInPart> files)
    {
        string folder = New("the files");
        foreach (HandedInPart file in files.OrderBy(f => Time(f.Path)).ThenBy(f => f.Path, StringComparer.Ordinal))
            File.Copy(file.Path, Path.Combine(folder, Path.GetFileName(file.Name)), overwrite: true);
        return folder;
    }

    private string New(string shown)
    {
        _temporary ??= Directory.CreateTempSubdirectory("llmcourse-batch-").FullName;
        string folder = Directory.CreateDirectory(Path.Combine(_temporary, (_folders++).ToString(CultureInfo.InvariantCulture))).FullName;
        _names.Add((folder, shown));
        return folder;
    }

    private static IEnumerable<string> ArchivesIn(string folder) => Directory.EnumerateFiles(folder, "*", AllBelow)
        .Where(f => ArchiveKind.IsArchive(f) && !Clutter.IsWithin(Path.GetRelativePath(folder, f).Replace('\\', '/')))
            .Order(StringComparer.Ordinal).Take(MostArchives + 1);

    private static DateTimeOffset Time(string file) => File.GetLastWriteTimeUtc(file);

    /// <summary>A folder in which the module may be.</summary>
    private sealed record Root(string Folder, string Name, string? Packed, DateTimeOffset? PackedUtc, int Depth,
        IReadOnlyList<ModulePlace> Places)
    {
        public int Count => Places.Count == 0 ? 0 : Places[0].Files.Count;

        public static Root Of(string folder, string name, string? packed, DateTimeOffset? time, int depth, ModuleManifest manifest) =>
            new(folder, name, packed, time, depth, ModuleSearch.In(folder, manifest));
    }
}
