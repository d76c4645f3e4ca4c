namespace LLMCourse.M12;

/// <summary>What a study found.</summary>
/// <param name="Results">One for each point and seed: the points in the grid's order, and for each the seeds as they were given.</param>
/// <param name="Comparisons">One for each level that is no baseline: factors and levels in the grid's order.</param>
public sealed record AblationReport(IReadOnlyList<AblationResult> Results, IReadOnlyList<AblationComparison> Comparisons);
