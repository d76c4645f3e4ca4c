namespace LLMCourse.Checks.M10;

/// <summary>Counts generations, and ends each when it is told so.</summary>
internal sealed class Generations
{
    private readonly List<(TaskCompletionSource<string> Reply, CancellationToken Token)> _started = [];
    private string? _always;

    public int Count
    {
        get
        {
            lock (_started) return _started.Count;
        }
    }

    /// <summary>Begins one; it does not obey its token.</summary>
    public Task<string> Start(CancellationToken token)
    {
        TaskCompletionSource<string> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_started)
        {
            _started.Add((reply, token));
            if (_always is not null) reply.SetResult(_always);
        }

        return reply.Task;
    }

    /// <summary>Ends all that have begun and all that will.</summary>
    public void ReplyAlways(string text)
    {
        lock (_started)
        {
            _always = text;
            foreach ((TaskCompletionSource<string> reply, _) in _started) _ = reply.TrySetResult(text);
        }
    }

    /// <summary>Waits until there are so many; false if they do not come.</summary>
    public bool Await(int count, TimeSpan? patience = null) =>
        SpinWait.SpinUntil(() => Count >= count, patience ?? TimeSpan.FromSeconds(1));

    public void Reply(int index, string text) => At(index)?.Reply.SetResult(text);

    public void Fail(int index, string message) => At(index)?.Reply.SetException(new InvalidOperationException(message));

    public bool IsCancelled(int index) =>
        At(index) is { } generation && SpinWait.SpinUntil(() => generation.Token.IsCancellationRequested, TimeSpan.FromMilliseconds(400));

    /// <summary>Says how a call ended.</summary>
    public static string Soon(Task<string> call)
    {
        try
        {
            return call.Wait(TimeSpan.FromSeconds(1)) ? $"'{call.Result}'" : "still waiting";
        }
        catch (AggregateException e)
        {
            return e.InnerException switch
            {
                NotImplementedException missing => throw missing,
                OperationCanceledException => "cancelled",
                { } other => $"{ExceptionName.Of(other)}: {other.Message}",
                null => e.Message,
            };
        }
    }

    private (TaskCompletionSource<string> Reply, CancellationToken Token)? At(int index)
    {
        lock (_started) return index < _started.Count ? _started[index] : null;
    }
}
