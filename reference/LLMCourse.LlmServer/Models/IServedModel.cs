using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers;

/// <summary>A model that a server answers with: <see cref="LocalModel"/>, or one with a script. Safe for use by several threads.</summary>
public interface IServedModel
{
    /// <summary>Gets the greatest number of tokens of a prompt and its reply together.</summary>
    int ContextLength { get; }

    /// <summary>Gets the number of values of an embedding.</summary>
    int EmbeddingWidth { get; }

    /// <summary>Gets what each token adds to a text, in UTF-8; empty for special tokens. Every single byte is a token of its own.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> TokenBytes { get; }

    /// <summary>Gets the token that ends a reply.</summary>
    int EndToken { get; }

    /// <summary>Writes a text as tokens, without special ones.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The tokens.</returns>
    IReadOnlyList<int> Encode(string text);

    /// <summary>Writes a text that is to be continued as tokens, with what begins every text.</summary>
    /// <param name="text">The text, which may be empty.</param>
    /// <returns>The tokens, at least one.</returns>
    IReadOnlyList<int> EncodePrompt(string text);

    /// <summary>Counts the tokens of a conversation, with those that begin the reply.</summary>
    /// <param name="turns">The turns.</param>
    /// <returns>The number.</returns>
    int CountTokens(IReadOnlyList<ChatTurn> turns);

    /// <summary>Replies to a conversation token by token; arguments are checked by the call itself. A
    /// token is computed when it is asked for.</summary>
    /// <param name="turns">The turns so far.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token and one at the end.</returns>
    /// <exception cref="ContextLengthException">The conversation leaves no room for a reply.</exception>
    IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        CancellationToken cancellationToken);

    /// <summary>Continues a text token by token, as it stands.</summary>
    /// <param name="prompt">Its tokens, at least one.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work between two tokens.</param>
    /// <returns>A part for each token and one at the end.</returns>
    /// <exception cref="ContextLengthException">The prompt leaves no room.</exception>
    IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<int> prompt, CompletionOptions options,
        CancellationToken cancellationToken);

    /// <summary>Says how likely each token of a text is after those before it.</summary>
    /// <param name="ids">The tokens, at least two.</param>
    /// <param name="top">How many of the likeliest tokens are told at each position.</param>
    /// <param name="cancellationToken">Ends the waiting for the model.</param>
    /// <returns>The second token and those after it.</returns>
    /// <exception cref="ContextLengthException">There are too many tokens.</exception>
    IReadOnlyList<CompletionToken> Score(IReadOnlyList<int> ids, int top, CancellationToken cancellationToken);

    /// <summary>Makes a vector of a text.</summary>
    /// <param name="ids">Its tokens, at least one, each of the vocabulary.</param>
    /// <returns><see cref="EmbeddingWidth"/> values, of length 1 together.</returns>
    float[] Embed(IReadOnlyList<int> ids);
}
