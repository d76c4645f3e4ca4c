namespace LLMCourse.M10;

/// <summary>What a cache has seen.</summary>
/// <param name="Hits">How often a value was found.</param>
/// <param name="Misses">How often there was none, or one whose time was over.</param>
/// <param name="Evictions">How many entries were removed to make room.</param>
public sealed record CacheStatistics(long Hits, long Misses, long Evictions);
