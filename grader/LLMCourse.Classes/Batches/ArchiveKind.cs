namespace LLMCourse.Classes.Batches;

/// <summary>Tells archives by their names and by their first bytes.</summary>
internal static class ArchiveKind
{
    // Longer endings first.
    private static readonly string[] Endings = [".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz2", ".txz", ".tar", ".zip",
        ".7z", ".rar", ".gz", ".bz2", ".xz", ".zst", ".iso", ".dmg", ".jar"];

    /// <summary>Says whether a file is an archive by its name, of whatever kind.</summary>
    internal static bool IsArchive(string name) => EndingOf(name).Length > 0;

    /// <summary>Returns the ending by which a name is an archive's, as <c>.tar.gz</c>; empty when it is none.</summary>
    internal static string EndingOf(string name) =>
        Endings.FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase) && name.Length > e.Length) is { } ending
            ? name[^ending.Length..]
            : "";

    /// <summary>Returns the name without the ending of an archive.</summary>
    internal static string WithoutEnding(string name) => name[..^EndingOf(name).Length];

    /// <summary>Opens an archive that can be read: .zip, .tar or .tar.gz, whatever its name says.</summary>
    /// <param name="file">The archive.</param>
    /// <returns>Reads its entries from the beginning, as often as it is called.</returns>
    /// <exception cref="ArchiveRefusedException">It is of another kind; the message names it.</exception>
    internal static Func<IEnumerable<ArchiveEntry>> Reader(string file)
    {
        string name = Path.GetFileName(file);
        byte[] head = new byte[262];
        int length;
        using (FileStream stream = File.OpenRead(file)) length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> start = head.AsSpan(0, length);
        if (start is [(byte)'P', (byte)'K', ..]) return () => ZipEntries.Of(file);
        if (start is [0x1F, 0x8B, ..]) return () => TarEntries.OfPacked(file);
        if (start.Length == head.Length && start[257..].SequenceEqual("ustar"u8)) return () => TarEntries.Of(file);
        string? kind = start switch
        {
            [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "a 7-Zip archive",
            [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => "a RAR archive",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "packed with bzip2",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "packed with xz",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "packed with Zstandard",
            [] => "empty",
            _ => null,
        };
        throw new ArchiveRefusedException(kind is null
            ? $"{name} is not an archive that can be read: neither .zip nor .tar.gz nor .tar."
            : $"{name} is {kind}, which is not opened: unpack it into a folder of the student's name, or ask for a .zip.");
    }
}
