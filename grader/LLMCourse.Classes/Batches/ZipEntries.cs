using System.IO.Compression;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads the entries of a .zip archive.</summary>
internal static class ZipEntries
{
    private const int LinkType = 0xA000, TypeMask = 0xF000;

    internal static IEnumerable<ArchiveEntry> Of(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            bool folder = entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\');
            yield return new ArchiveEntry(entry.FullName, folder, ((entry.ExternalAttributes >> 16) & TypeMask) == LinkType, entry.Length,
                entry.CompressedLength, entry.Open);
        }
    }
}
