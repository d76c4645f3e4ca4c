namespace LLMCourse.M12;

/// <summary>What a pipeline makes of its sources.</summary>
/// <param name="Records">The records, in ordinal order of their sources' names and then by row.</param>
/// <param name="Dropped">The rows that are no records, in the same order.</param>
/// <param name="Sheet">The counts of both.</param>
/// <param name="Hash">The SHA-256, 64 hexadecimal digits in lower case, of the UTF-8 of one line a record:
/// <c>split⇥source⇥row⇥topic⇥tone⇥text</c> and a line feed.</param>
public sealed record Dataset(IReadOnlyList<DataRecord> Records, IReadOnlyList<DroppedRow> Dropped, Datasheet Sheet, string Hash);
