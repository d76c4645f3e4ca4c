namespace LLMCourse.M11;

/// <summary>A translation that a search has found.</summary>
/// <param name="Tokens">Its words as ids; the one that ends it is left out.</param>
/// <param name="LogProbability">The logarithm of its probability, that of its end included. Unit: nats.</param>
/// <param name="Score">The log-probability over the length penalty.</param>
/// <param name="IsFinished">Whether it has an end; false where the greatest length came first.</param>
public sealed record BeamHypothesis(IReadOnlyList<int> Tokens, double LogProbability, double Score, bool IsFinished);
