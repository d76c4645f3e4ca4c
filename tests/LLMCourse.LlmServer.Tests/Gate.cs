namespace LLMCourse.LlmServers.Tests;

/// <summary>Lets a scripted model write as many tokens as a test says, and tells when it was stopped.</summary>
internal sealed class Gate : IDisposable
{
    private readonly SemaphoreSlim _open = new(0);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>Completes when the model was told to stop.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>How many tokens were begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public void Let(int tokens) => _open.Release(tokens);

    public async Task WaitAsync(int token, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _begun);
        try
        {
            await _open.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = _stopped.TrySetResult();
            throw;
        }
    }

    public void Dispose() => _open.Dispose();
}
