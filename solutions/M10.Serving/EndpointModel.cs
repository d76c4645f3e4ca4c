using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M10;

/// <summary>A model that an endpoint answers with; safe for use by several threads.</summary>
/// <param name="Id">The name by which requests ask for it.</param>
/// <param name="CountTokens">Counts the tokens of a conversation, with those that begin the reply.</param>
/// <param name="StreamAsync">Replies to a conversation token by token; a token is computed when it is asked for. There is a part for each token, whose text may be empty while a character is not
/// whole, and one at the end without a token, which says why the reply ended and may have text too. Where a conversation leaves no room for a reply, asking for the first part throws
/// <see cref="ContextLengthException"/>.</param>
public sealed record EndpointModel(
    string Id,
    Func<IReadOnlyList<ChatTurn>, int> CountTokens,
    Func<IReadOnlyList<ChatTurn>, CompletionOptions, CancellationToken, IAsyncEnumerable<CompletionChunk>> StreamAsync);
