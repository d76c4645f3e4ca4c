using System.Collections.Concurrent;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M06;

/// <summary>A model whose replies come in the reverse order of their seeds, where they are asked for at the same time.</summary>
/// <remarks>A reply waits for the one of the next seed. Where calls are made one after the other that one is never asked for meanwhile, and the
/// wait ends after a moment.</remarks>
internal sealed class ReverseModel(IChatModel inner, int seeds) : IChatModel
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<(string Prefix, ulong Seed), TaskCompletionSource> _given = new();

    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        Completion reply = await inner.CompleteAsync(turns, options, cancellationToken).ConfigureAwait(false);
        (string prefix, ulong seed) = (options?.Prefix ?? "", options?.Sampling.Seed ?? 0);
        if (seed + 1 < (ulong)seeds)
            _ = await Task.WhenAny(Given(prefix, seed + 1).Task, Task.Delay(Moment, cancellationToken)).ConfigureAwait(false);
        _ = Given(prefix, seed).TrySetResult();
        return reply;
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.StreamAsync(turns, options, cancellationToken);

    private TaskCompletionSource Given(string prefix, ulong seed) =>
        _given.GetOrAdd((prefix, seed), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
