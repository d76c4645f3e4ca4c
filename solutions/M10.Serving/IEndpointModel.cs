using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M10;

/// <summary>A model that an endpoint answers with. Safe for use by several threads.</summary>
public interface IEndpointModel
{
    /// <summary>Gets the name by which requests ask for it.</summary>
    string Id { get; }

    /// <summary>Counts the tokens of a conversation, with those that begin the reply.</summary>
    /// <param name="turns">The turns.</param>
    int CountTokens(IReadOnlyList<ChatTurn> turns);

    /// <summary>Replies to a conversation token by token; a token is computed when it is asked for.</summary>
    /// <param name="turns">The turns so far.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token, whose text may be empty while a character is not whole, and one at the end, which says why the reply ended
    /// and may have text too.</returns>
    /// <exception cref="ContextLengthException">The conversation leaves no room for a reply; thrown when the first part is asked for.</exception>
    IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options, CancellationToken cancellationToken);
}
