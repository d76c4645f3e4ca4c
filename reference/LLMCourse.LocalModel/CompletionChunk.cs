namespace LLMCourse.LocalModels;

/// <summary>A part of a reply as it is written.</summary>
/// <param name="Text">The text that is certain now and was not before; may be empty, as when a
/// character or a stop string is not yet whole.</param>
/// <param name="IsToolCall">Whether the reply is a call of a tool, the same in all of its parts.</param>
/// <param name="Token">The token; null in the last part.</param>
/// <param name="Finish">Why the reply ended, in the last part; null in the others.</param>
public sealed record CompletionChunk(string Text, bool IsToolCall, CompletionToken? Token, FinishReason? Finish);
