using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LlmServers;

/// <summary>Serves a <see cref="LocalModel"/>, which stays the caller's.</summary>
/// <param name="model">The model.</param>
public sealed class ServedLocalModel(LocalModel model) : IServedModel
{
    /// <inheritdoc/>
    public int ContextLength => model.ContextLength;

    /// <inheritdoc/>
    public int EmbeddingWidth => model.Config.Width;

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> TokenBytes => model.TokenBytes;

    /// <inheritdoc/>
    public int EndToken => model.Format.EndToken;

    /// <inheritdoc/>
    public IReadOnlyList<int> Encode(string text) => model.Format.Tokenizer.EncodeOrdinary(text);

    /// <inheritdoc/>
    public IReadOnlyList<int> EncodePrompt(string text) =>
        [model.Format.Tokenizer.Vocabulary.SpecialTokens[ChatFormat.Begin], .. Encode(text)];

    /// <inheritdoc/>
    public int CountTokens(IReadOnlyList<ChatTurn> turns) => model.Format.Render(turns, addReply: true).Length;

    /// <inheritdoc/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions options,
        CancellationToken cancellationToken) =>
        model.StreamAsync(turns, options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<int> prompt, CompletionOptions options,
        CancellationToken cancellationToken) =>
        model.StreamAsync([.. prompt], options, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<CompletionToken> Score(IReadOnlyList<int> ids, int top, CancellationToken cancellationToken) =>
        model.Score([.. ids], top, cancellationToken);

    /// <inheritdoc/>
    public float[] Embed(IReadOnlyList<int> ids) => model.Embed([.. ids]);
}
