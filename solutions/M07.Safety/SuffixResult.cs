namespace LLMCourse.M07;

/// <summary>What a search found.</summary>
/// <param name="Suffix">The best suffix.</param>
/// <param name="Losses">The loss at the beginning and after each step, which never rises.</param>
/// <param name="Evaluations">How many sequences were given to the loss, those for gradients too.</param>
public sealed record SuffixResult(IReadOnlyList<int> Suffix, IReadOnlyList<double> Losses, int Evaluations);
