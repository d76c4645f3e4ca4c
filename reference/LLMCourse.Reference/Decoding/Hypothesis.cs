namespace LLMCourse.Reference.Decoding;

/// <summary>One continuation that beam search found.</summary>
/// <param name="Tokens">The tokens after the prompt; a stop token is the last, if there is one.</param>
/// <param name="LogProbability">The logarithm of its probability under the model. Unit: nats.</param>
/// <param name="Score">What hypotheses are sorted by: the log-probability over its length to the power of the length penalty.</param>
/// <param name="IsFinished">Whether it ends with a stop token.</param>
public sealed record Hypothesis(IReadOnlyList<int> Tokens, double LogProbability, double Score, bool IsFinished);
