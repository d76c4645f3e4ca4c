namespace LLMCourse.M08;

/// <summary>What is asked of a model in a month of 30 days.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="PromptTokens">The tokens of a prompt, on average.</param>
/// <param name="ReplyTokens">The tokens of a reply, on average, at least 1.</param>
/// <param name="PeakToMean">How many times as much as on average is asked for in the busiest hour, at least 1.</param>
public sealed record Workload(long Requests, int PromptTokens, int ReplyTokens, decimal PeakToMean = 1);
