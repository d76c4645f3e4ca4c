namespace LLMCourse.M08;

/// <summary>Says that battles rank groups of models against each other in one direction only, or not at all, so that there are no finite
/// strengths. Given; there is nothing to do here.</summary>
/// <param name="groups">The groups, at least two; within each, strengths could be told.</param>
public sealed class UnrankableException(IReadOnlyList<IReadOnlyList<string>> groups)
    : ArgumentException($"No finite strengths explain these battles: between the groups {string.Join(" and ", groups.Select(group => $"({string.Join(", ", group)})"))} there are "
        + "no battles, or one side won all of them. Add battles between them, or rank each group on its own.")
{
    /// <summary>Gets the groups.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; } = groups;
}
