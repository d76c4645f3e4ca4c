namespace LLMCourse.M11;

/// <summary>An answer.</summary>
/// <param name="TurnId">The turn that was stored.</param>
/// <param name="Text">What the model answered.</param>
/// <param name="PromptTokens">What the prompt cost: over its messages, the sum of their tokens and <see cref="ChatSessionOptions.MessageTokens"/>.</param>
public sealed record ChatReply(long TurnId, string Text, int PromptTokens);
