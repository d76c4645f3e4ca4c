namespace LLMCourse.Classes.Slurm;

/// <summary>What the merge job found and did.</summary>
/// <param name="Graded">How many grades it put into the gradebook.</param>
/// <param name="Refused">How many submissions could not be graded.</param>
/// <param name="Missing">How many submissions no shard has got to.</param>
/// <param name="Unfinished">The shards that these are of.</param>
internal sealed record MergeReport(int Graded, int Refused, int Missing, IReadOnlyList<int> Unfinished);
