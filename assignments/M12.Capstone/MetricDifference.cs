namespace LLMCourse.M12;

/// <summary>A metric that is not as it was committed.</summary>
/// <param name="Key">The metric's key.</param>
/// <param name="Committed">What was committed; null where the key is new.</param>
/// <param name="Now">What there is now; null where the key is missing.</param>
/// <param name="Allowed">How far apart the two could be, Absolute + Relative·|Committed|; null where no band speaks of the key, or one of the two is null.</param>
public sealed record MetricDifference(string Key, double? Committed, double? Now, double? Allowed);
