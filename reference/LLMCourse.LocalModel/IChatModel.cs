using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels;

/// <summary>A model that replies to conversations: <see cref="LocalModel"/>, one that is scripted, or a client of a server.</summary>
public interface IChatModel
{
    /// <summary>Replies to a conversation.</summary>
    /// <param name="turns">The turns so far, at least one.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <exception cref="ContextLengthException">The conversation leaves no room for a reply.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there is no turn.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Replies to a conversation token by token.</summary>
    /// <param name="turns">The turns so far, at least one.</param>
    /// <param name="options">How; null: the defaults, which are greedy.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token and one at the end, which says why the reply ended. Joined, the texts are the reply.</returns>
    /// <inheritdoc cref="CompleteAsync" path="/exception"/>
    IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default);
}
