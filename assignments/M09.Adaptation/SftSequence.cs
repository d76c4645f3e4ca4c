namespace LLMCourse.M09;

/// <summary>A conversation as tokens.</summary>
/// <param name="Ids">The tokens.</param>
/// <param name="Learned">For each token, whether the model learns to write it; as many as there are tokens.</param>
public sealed record SftSequence(IReadOnlyList<int> Ids, IReadOnlyList<bool> Learned);
