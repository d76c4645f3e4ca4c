namespace LLMCourse.M10;

/// <summary>What a histogram holds at one moment.</summary>
/// <param name="Bounds">The buckets' upper bounds, ascending; each belongs to its bucket.</param>
/// <param name="Counts">How many values fell into each bucket, and last of all above all bounds; not added up.</param>
/// <param name="Sum">The sum of all values.</param>
public sealed record HistogramSnapshot(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum);
