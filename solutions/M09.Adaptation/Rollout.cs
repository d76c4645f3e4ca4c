namespace LLMCourse.M09;

/// <summary>A reply that a model has written.</summary>
/// <param name="Prompt">The prompt's tokens.</param>
/// <param name="Reply">The reply's tokens, with the one that ends it where it came to an end.</param>
/// <param name="LogProbs">The log-probability of each token of the reply, in nats, under the model that wrote it, at temperature 1.</param>
public sealed record Rollout(IReadOnlyList<int> Prompt, IReadOnlyList<int> Reply, IReadOnlyList<double> LogProbs);
