namespace LLMCourse.M06;

/// <summary>What a reply cost.</summary>
/// <param name="PromptTokens">Tokens of the conversation.</param>
/// <param name="CompletionTokens">Tokens of the reply.</param>
public sealed record LlmUsage(int PromptTokens, int CompletionTokens);
