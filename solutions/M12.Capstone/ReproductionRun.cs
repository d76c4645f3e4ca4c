namespace LLMCourse.M12;

/// <summary>What a run of a project left.</summary>
/// <param name="Metrics">The metrics.</param>
/// <param name="Manifest">What they were made of: JSON, as <see cref="Reproduction.RunAsync"/> describes it.</param>
public sealed record ReproductionRun(IReadOnlyDictionary<string, double> Metrics, string Manifest);
