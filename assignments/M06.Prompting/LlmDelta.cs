namespace LLMCourse.M06;

/// <summary>A piece of a reply. At least one of the three is there.</summary>
/// <param name="Text">What the reply goes on with; may be empty.</param>
/// <param name="FinishReason">Why it ended, as the server says it; null before its end.</param>
/// <param name="Usage">What it cost; null but in one piece after the end.</param>
public sealed record LlmDelta(string Text, string? FinishReason, LlmUsage? Usage);
