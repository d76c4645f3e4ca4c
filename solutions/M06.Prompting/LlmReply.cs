namespace LLMCourse.M06;

/// <summary>A whole reply.</summary>
/// <param name="Text">The text; empty where the server gives null.</param>
/// <param name="FinishReason">Why it ended, as the server says it: <c>stop</c>, <c>length</c> or another.</param>
/// <param name="Usage">What it cost; null where the server does not say.</param>
public sealed record LlmReply(string Text, string FinishReason, LlmUsage? Usage);
