namespace LLMCourse.M08;

/// <summary>A reply with what it cost.</summary>
/// <param name="Text">The reply.</param>
/// <param name="PromptTokens">The tokens of the prompt.</param>
/// <param name="ReplyTokens">The tokens of the reply.</param>
public sealed record StoredReply(string Text, int PromptTokens, int ReplyTokens);
