namespace LLMCourse.M08;

/// <summary>How well an option meets a criterion.</summary>
/// <param name="Option">The option.</param>
/// <param name="Criterion">The name of the criterion.</param>
/// <param name="Points">From 0, not at all, to 5.</param>
/// <param name="Evidence">The ids of the facts that it rests on, at least one.</param>
public sealed record Score(string Option, string Criterion, int Points, params IReadOnlyList<string> Evidence);
