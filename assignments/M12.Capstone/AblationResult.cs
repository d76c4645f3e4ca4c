namespace LLMCourse.M12;

/// <summary>What one run of a study gave.</summary>
/// <param name="Point">The combination.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Value">The metric, finite; null where the run failed.</param>
/// <param name="Error">Why the run failed; null where it did not.</param>
public sealed record AblationResult(AblationPoint Point, ulong Seed, double? Value, string? Error);
