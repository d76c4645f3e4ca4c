namespace LLMCourse.M06;

/// <summary>What a reply cost. A count that the server leaves out is 0.</summary>
/// <param name="PromptTokens">Tokens of the conversation.</param>
/// <param name="CompletionTokens">Tokens of the reply.</param>
public sealed record LlmUsage(int PromptTokens, int CompletionTokens);
