namespace LLMCourse.Authoring.Mutating;

/// <summary>How many mutants have to be caught.</summary>
/// <param name="Total">The least share of all, in percent.</param>
/// <param name="Member">The least share of each member's, in percent; null where a sample leaves too few of each to tell.</param>
public sealed record MutationGoal(double Total, double? Member);
