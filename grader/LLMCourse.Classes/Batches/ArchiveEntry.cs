namespace LLMCourse.Classes.Batches;

/// <summary>A file or folder in an archive.</summary>
/// <param name="Name">Its path, as the archive has it.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="IsLink">Whether it is a link or a device: nothing that a submission needs.</param>
/// <param name="Length">Its size, as the archive says, which may be a lie.</param>
/// <param name="PackedLength">Its size in the archive; null where the archive is packed as a whole.</param>
/// <param name="Open">Opens its content; once, and before the next entry is looked at.</param>
internal sealed record ArchiveEntry(string Name, bool IsFolder, bool IsLink, long Length, long? PackedLength, Func<Stream> Open);
