using System.Collections.Concurrent;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M06;

/// <summary>A model whose replies come in the reverse order of their seeds, where they are asked for at the same time.</summary>
/// <remarks>A reply waits for the one of the next seed. Where calls are made one after the other that one is never asked for meanwhile, and
/// the wait ends after a moment.</remarks>
internal sealed class ReverseModel(IChatModel inner, int seeds) : IChatModel
{
    // How long a reply waits for one that may never be asked for: a solver may ask for one after the other.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    // Whoever waits for a reply has seen it when the next one comes.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(string Prefix, ulong Seed), TaskCompletionSource<Task>> _asked = new();

    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Task<Completion> reply = ReplyAsync(turns, options, cancellationToken);
        _ = Asked(options?.Prefix ?? "", options?.Sampling.Seed ?? 0).TrySetResult(reply);
        return reply;
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        inner.StreamAsync(turns, options, cancellationToken);

    private async Task<Completion> ReplyAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options,
        CancellationToken cancellationToken)
    {
        Completion reply = await inner.CompleteAsync(turns, options, cancellationToken).ConfigureAwait(false);
        (string prefix, ulong seed) = (options?.Prefix ?? "", options?.Sampling.Seed ?? 0);
        if (seed + 1 < (ulong)seeds)
        {
            Task<Task> next = Asked(prefix, seed + 1).Task;
            if (await Task.WhenAny(next, Task.Delay(Moment, cancellationToken)).ConfigureAwait(false) == next)
            {
                _ = await Task.WhenAny(await next.ConfigureAwait(false)).ConfigureAwait(false);
                await Task.Delay(Apart, cancellationToken).ConfigureAwait(false);
            }
        }

        return reply;
    }

    private TaskCompletionSource<Task> Asked(string prefix, ulong seed) =>
        _asked.GetOrAdd((prefix, seed), _ => new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously));
}
