namespace LLMCourse.M06;

/// <summary>A message of a conversation, as OpenAI's API has it.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record LlmMessage(string Role, string Content);
