using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M10;

/// <summary>A checked request for a reply to a conversation.</summary>
/// <param name="Turns">The conversation.</param>
/// <param name="Options">How the reply is written.</param>
/// <param name="IsStream">Whether the reply is wanted in pieces.</param>
/// <param name="IncludeUsage">Whether the stream ends with the numbers of tokens.</param>
public sealed record EndpointRequest(IReadOnlyList<ChatTurn> Turns, CompletionOptions Options, bool IsStream, bool IncludeUsage);
