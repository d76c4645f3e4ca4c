using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Classes.Batches;

/// <summary>Unpacks an archive that a student handed in. What no honest archive has is refused
/// by name, before anything is written.</summary>
/// <remarks>What builds, editors and systems leave behind, such as <c>bin</c>, <c>obj</c> and <c>.git</c>,
/// is not read and counts in no limit.</remarks>
internal static class SafeArchive
{
    private const int MostEntries = 2_000;
    private const long MostBytes = 64L << 20;
    private const int MostRatio = 200;
    private const int LargestOther = 1 << 20, SmallestBomb = 1 << 16;

    /// <summary>Unpacks an archive into an empty folder.</summary>
    /// <returns>The names of what was left packed because it is large and no source file.</returns>
    /// <exception cref="ArchiveRefusedException">It is no archive, or has an entry that it must not have; the message names it.</exception>
    public static IReadOnlyList<string> Extract(string file, string folder, CancellationToken cancellation)
    {
        string name = Path.GetFileName(file);
        Func<IEnumerable<ArchiveEntry>> read = ArchiveKind.Reader(file);
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        try
        {
            int entries = 0;
            foreach (ArchiveEntry entry in read())
            {
                cancellation.ThrowIfCancellationRequested();
                CheckPath(entry, name, root);
                if (IsClutter(entry)) continue;
                if (++entries > MostEntries)
                    throw new ArchiveRefusedException(
                        $"{name} has more than {MostEntries} entries, which is the most that is taken; bin, obj, .git and packages do not count.");
                CheckKind(entry, name);
            }

            long left = MostBytes;
            List<string> packed = [];
            foreach (ArchiveEntry entry in read().Where(e => !IsClutter(e)))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsLargeOther(entry)) packed.Add(Slashes(entry.Name));
                else left -= Unpack(entry, Path.GetFullPath(Path.Combine(root, Slashes(entry.Name))), name, left);
            }

            return packed;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or FormatException)
        {
            throw new ArchiveRefusedException($"{name} is not an archive that can be read: {e.Message}", e);
        }
    }

    // A tar may begin with an entry for its own folder, "./".
    private static void CheckPath(ArchiveEntry entry, string archive, string root)
    {
        string path = Slashes(entry.Name);
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw Refused(archive, entry, "has no name that can be used");
        if (Path.IsPathRooted(path) || path.Contains(':', StringComparison.Ordinal)) throw Refused(archive, entry, "has an absolute path");
        if (path.Split('/').Contains("..")
            || !(Path.GetFullPath(Path.Combine(root, path)) + (entry.IsFolder ? "/" : "")).StartsWith(root, StringComparison.Ordinal))
            throw Refused(archive, entry, "leads out of the archive's folder");
    }

    private static void CheckKind(ArchiveEntry entry, string archive)
    {
        if (entry.IsLink) throw Refused(archive, entry, "is a link");
        if (!IsLargeOther(entry) && entry.Length > SmallestBomb
            && entry.Length > MostRatio * Math.Max(1, entry.PackedLength ?? entry.Length))
            throw Refused(archive, entry, $"unpacks to more than {MostRatio} times its size");
    }

    // The sizes that an archive states may be lies, so what comes out is counted.
    private static long Unpack(ArchiveEntry entry, string target, string archive, long left)
    {
        if (entry.IsFolder)
        {
            Directory.CreateDirectory(target);
            return 0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using Stream from = entry.Open();
        using FileStream to = new(target, FileMode.Create, FileAccess.Write);
        byte[] buffer = new byte[81920];
        long written = 0;
        for (int n; (n = from.Read(buffer)) > 0;)
        {
            written += n;
            if (written > left)
                throw new ArchiveRefusedException(
                    $"{archive} unpacks to more than {MostBytes >> 20} MiB, which is the most that is taken.");
            to.Write(buffer, 0, n);
        }

        return written;
    }

    private static bool IsClutter(ArchiveEntry entry) => Clutter.IsWithin(Slashes(entry.Name).TrimEnd('/'));

    private static bool IsLargeOther(ArchiveEntry entry) => !entry.IsFolder && entry.Length > LargestOther
        && !entry.Name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
            && !entry.Name.EndsWith(ModuleManifest.AnswersFile, StringComparison.Ordinal) && !ArchiveKind.IsArchive(entry.Name);

    private static string Slashes(string path) => path.Replace('\\', '/');

    private static ArchiveRefusedException Refused(string archive, ArchiveEntry entry, string why) =>
        new($"{archive} was not unpacked: '{entry.Name}' {why}.");
}
