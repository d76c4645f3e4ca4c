namespace LLMCourse.LocalModels;

/// <summary>A whole reply.</summary>
/// <param name="Text">The text; for a call of a tool its JSON.</param>
/// <param name="IsToolCall">Whether it is a call of a tool.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="PromptTokens">The number of tokens of the prompt.</param>
/// <param name="Tokens">The tokens of the text, those of a stop string too, the end of the turn and the mark of a call not.</param>
public sealed record Completion(string Text, bool IsToolCall, FinishReason Finish, int PromptTokens, IReadOnlyList<CompletionToken> Tokens);
