using System.Formats.Tar;
using System.IO.Compression;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads the entries of a .tar archive, packed with gzip or not.</summary>
internal static class TarEntries
{
    // What is skipped has to be unpacked too, since the archive is one stream.
    private const long MostUnpacked = 1L << 30;

    internal static IEnumerable<ArchiveEntry> Of(string file)
    {
        using FileStream stream = File.OpenRead(file);
        foreach (ArchiveEntry entry in In(stream)) yield return entry;
    }

    internal static IEnumerable<ArchiveEntry> OfPacked(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using GZipStream unpacked = new(stream, CompressionMode.Decompress);
        foreach (ArchiveEntry entry in In(unpacked)) yield return entry;
    }

    private static IEnumerable<ArchiveEntry> In(Stream stream)
    {
        using TarReader reader = new(stream, leaveOpen: true);
        long unpacked = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes) continue;
            unpacked += entry.Length;
            if (unpacked > MostUnpacked) throw new InvalidDataException($"it unpacks to more than {MostUnpacked >> 20} MiB");
            bool folder = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;
            bool regular = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            yield return new ArchiveEntry(entry.Name, folder, !folder && !regular, entry.Length, null,
                () => entry.DataStream ?? Stream.Null);
        }
    }
}
