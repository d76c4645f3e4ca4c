using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M08;

/// <summary>A model whose replies come when a check lets them: each request waits until it is released.</summary>
internal sealed class GatedModel : IChatModel
{
    private readonly Lock _one = new();
    private readonly List<(string Prompt, TaskCompletionSource Gate)> _waiting = [];

    /// <summary>Gets the number of requests so far.</summary>
    public int Asked { get; private set; }

    /// <summary>Gets the most requests that were under way at once.</summary>
    public int Most { get; private set; }

    /// <summary>Gets the number of requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_one) return _waiting.Count;
        }
    }

    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_one)
        {
            Asked++;
            _waiting.Add((turns[^1].Text, gate));
            Most = Math.Max(Most, _waiting.Count);
        }

        await gate.Task.WaitAsync(cancellationToken);
        return new Completion($"reply to {turns[^1].Text}", false, FinishReason.Stop, turns[^1].Text.Length, []);
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Ask for whole replies.");

    /// <summary>Lets the newest of the waiting requests have its reply.</summary>
    /// <returns>Whether there was one.</returns>
    public bool ReleaseNewest() => Take() is { } gate && gate.TrySetResult();

    /// <summary>Lets the newest of the waiting requests fail.</summary>
    public bool FailNewest(Exception exception) => Take() is { } gate && gate.TrySetException(exception);

    private TaskCompletionSource? Take()
    {
        lock (_one)
        {
            if (_waiting.Count == 0) return null;
            TaskCompletionSource gate = _waiting[^1].Gate;
            _waiting.RemoveAt(_waiting.Count - 1);
            return gate;
        }
    }
}
