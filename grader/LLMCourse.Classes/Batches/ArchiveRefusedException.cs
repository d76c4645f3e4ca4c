namespace LLMCourse.Classes.Batches;

/// <summary>An archive is none, or has something in it that it must not have.</summary>
/// <param name="message">What it is, with the archive's and the entry's name.</param>
/// <param name="inner">The cause.</param>
internal sealed class ArchiveRefusedException(string message, Exception? inner = null) : Exception(message, inner);
