namespace LLMCourse.Classes.Batches;

/// <summary>A folder, an archive or a file that a student handed in.</summary>
/// <param name="Path">Where it lies, absolute.</param>
/// <param name="Name">What the student called it, without what a learning management system put around.</param>
internal sealed record HandedInPart(string Path, string Name);
