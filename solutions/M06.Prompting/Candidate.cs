namespace LLMCourse.M06;

/// <summary>One answer in a vote.</summary>
/// <param name="Answer">The answer; null where the reply has none.</param>
/// <param name="LogProbability">The log-probability of the whole reply in nats, at most 0; −∞ is allowed.</param>
public sealed record Candidate(string? Answer, double LogProbability);
