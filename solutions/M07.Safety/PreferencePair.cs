namespace LLMCourse.M07;

/// <summary>A question with two replies, of which people prefer the first.</summary>
/// <param name="Prompt">The tokens up to where a reply begins, at least one.</param>
/// <param name="Chosen">The tokens of the preferred reply, with the one that ends it.</param>
/// <param name="Rejected">The tokens of the other reply, with the one that ends it.</param>
public sealed record PreferencePair(IReadOnlyList<int> Prompt, IReadOnlyList<int> Chosen, IReadOnlyList<int> Rejected);
