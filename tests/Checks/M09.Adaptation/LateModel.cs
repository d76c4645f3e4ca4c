using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M09;

/// <summary>A model that has not replied, nor failed, when its call comes back.</summary>
internal sealed class LateModel(IChatModel inner) : IChatModel
{
    /// <summary>Gets whether the token that it was given was cancelled when it replied.</summary>
    public bool SawCancellation { get; private set; }

    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Completion reply = await inner.CompleteAsync(turns, options, CancellationToken.None).ConfigureAwait(false);
        SawCancellation |= cancellationToken.IsCancellationRequested;
        cancellationToken.ThrowIfCancellationRequested();
        return reply;
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException("This model replies in one piece.");
}
