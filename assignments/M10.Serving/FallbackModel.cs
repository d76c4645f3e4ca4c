using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>A model that asks another one where the first cannot be had.</summary>
/// <remarks>
/// The second model is asked when the first one throws what <see cref="Retry.MayRetry"/> accepts, or a <see cref="BreakerOpenException"/>. Any other exception comes through: a request that
/// is wrong is wrong for both, and a bad key has to be seen. If the second one fails, its exception comes through. It makes no difference whether a model throws before it returns its task or
/// sequence, or later.
/// </remarks>
public sealed class FallbackModel : IChatModel
{

    /// <summary>Puts two models together.</summary>
    /// <param name="primary">The model that is asked first, each time.</param>
    /// <param name="secondary">The one that is asked instead, with the same turns, options and token.</param>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public FallbackModel(IChatModel primary, IChatModel secondary)
    {
        ArgumentNullException.ThrowIfNull(primary);
        ArgumentNullException.ThrowIfNull(secondary);
        // TODO M10.E6: keep both.
        throw new NotImplementedException("M10.E6: keep both.");
    }

    /// <summary>Replies to a conversation with the first model, or else the second.</summary>
    /// <inheritdoc/>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        // TODO M10.E6: ask the first model; where it cannot be had, ask the second.
        throw new NotImplementedException("M10.E6: ask the first model; where it cannot be had, ask the second.");
    }

    /// <summary>Streams the first model's reply, or else the second's.</summary>
    /// <remarks>
    /// Only before the first part has come is the second model asked; then nobody has seen anything. Later the failure comes through, since half a reply of one model cannot be
    /// continued by another. The first model's sequence is disposed before the second model is asked.
    /// </remarks>
    /// <inheritdoc/>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public IAsyncEnumerable<CompletionChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        // TODO M10.E6: only the wait for the first part is guarded; what comes after it is passed on. A private method with "yield return" does it best.
        throw new NotImplementedException("M10.E6: only the wait for the first part is guarded; what comes after it is passed on. A private method with \"yield return\" does it best.");
    }
}
