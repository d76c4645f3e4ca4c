namespace LLMCourse.M07;

/// <summary>What is kept outside of the database to know later that the log still holds what it held: the index and hash of its last row.</summary>
/// <param name="Index">The row's index, from 0.</param>
/// <param name="Hash">Its hash, 64 hexadecimal digits in small letters.</param>
public sealed record AuditAnchor(long Index, string Hash);
