namespace LLMCourse.M09;

/// <summary>What a search for near-duplicates found.</summary>
/// <param name="Kept">The documents that stay, by their index, ascending: all without a duplicate, and the first of each cluster.</param>
/// <param name="Clusters">Documents that are duplicates of each other, directly or over others: two or more indices, ascending; clusters by their first.</param>
public sealed record DuplicateReport(IReadOnlyList<int> Kept, IReadOnlyList<IReadOnlyList<int>> Clusters);
