namespace LLMCourse.M11;

/// <summary>A sentence's translation.</summary>
/// <param name="Words">The words.</param>
/// <param name="Score">The score that it won the search with.</param>
/// <param name="IsFinished">Whether it has an end; false where the greatest length came first.</param>
public sealed record Translation(IReadOnlyList<string> Words, double Score, bool IsFinished);
