namespace LLMCourse.M07;

/// <summary>Whether groups are accepted equally often. Given.</summary>
/// <param name="Rates">A rate for each group, in the ordinal order of their names.</param>
/// <param name="Gap">The greatest rate less the least among the groups that are not small; null where fewer than two are not.</param>
public sealed record ParityReport(IReadOnlyList<GroupRate> Rates, double? Gap);
