namespace LLMCourse.M11;

/// <summary>One kind of harm, with what scores it, and what is done about a score.</summary>
/// <param name="Name">The name, such as <c>threat</c>.</param>
/// <param name="Score">Scores texts: one number for each, in their order, the greater the more harmful.</param>
/// <param name="Review">Texts with a greater score are reviewed.</param>
/// <param name="Block">Texts with a greater score are blocked; at least <paramref name="Review"/>.</param>
public sealed record ModerationCategory(string Name, Func<IReadOnlyList<string>, IReadOnlyList<double>> Score, double Review, double Block);
