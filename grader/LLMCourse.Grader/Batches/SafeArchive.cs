using System.IO.Compression;

namespace LLMCourse.Grader.Batches;

/// <summary>Unpacks an archive that a student handed in. What no honest archive has is refused by name, before anything is written.</summary>
internal static class SafeArchive
{
    private const int MostEntries = 2_000;
    private const long MostBytes = 64L << 20;
    private const int MostRatio = 200;
    private const int SymbolicLink = 0xA000, TypeMask = 0xF000;

    /// <summary>Unpacks an archive into an empty folder.</summary>
    /// <exception cref="InvalidDataException">It is no archive, or has an entry that it must not have; the message names it.</exception>
    public static void Extract(string file, string folder, CancellationToken cancellation)
    {
        string name = Path.GetFileName(file);
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
            if (archive.Entries.Count > MostEntries) throw new ArchiveRefusedException($"{name} has {archive.Entries.Count} entries; {MostEntries} are the most that is taken.");
            foreach (ZipArchiveEntry entry in archive.Entries) Check(entry, name, root);
            long left = MostBytes;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                left -= Unpack(entry, Path.GetFullPath(Path.Combine(root, Slashes(entry.FullName))), name, left);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ArchiveRefusedException($"{name} is not a .zip archive that can be read: {e.Message}", e);
        }
    }

    private static void Check(ZipArchiveEntry entry, string archive, string root)
    {
        string path = Slashes(entry.FullName);
        if (((entry.ExternalAttributes >> 16) & TypeMask) == SymbolicLink) throw Refused(archive, entry, "is a link");
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) throw Refused(archive, entry, "has no name that can be used");
        if (Path.IsPathRooted(path) || path.Contains(':', StringComparison.Ordinal)) throw Refused(archive, entry, "has an absolute path");
        if (path.Split('/').Contains("..") || !Path.GetFullPath(Path.Combine(root, path)).StartsWith(root, StringComparison.Ordinal)) throw Refused(archive, entry, "leads out of the archive's folder");
        if (entry.Length > 1 << 16 && entry.Length > MostRatio * Math.Max(1, entry.CompressedLength)) throw Refused(archive, entry, $"unpacks to more than {MostRatio} times its size");
    }

    // The sizes that an archive states may be lies, so what comes out is counted.
    private static long Unpack(ZipArchiveEntry entry, string target, string archive, long left)
    {
        if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
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
            if (written > left) throw new ArchiveRefusedException($"{archive} unpacks to more than {MostBytes >> 20} MiB, which is the most that is taken.");
            to.Write(buffer, 0, n);
        }

        return written;
    }

    private static string Slashes(string path) => path.Replace('\\', '/');

    private static ArchiveRefusedException Refused(string archive, ZipArchiveEntry entry, string why) => new($"{archive} was not unpacked: '{entry.FullName}' {why}.");
}
