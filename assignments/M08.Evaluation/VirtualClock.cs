namespace LLMCourse.M08;

/// <summary>A clock for tests: whoever waits by it waits no time, and it notes for how long.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly List<TimeSpan> _waits = [];

    /// <summary>Gets the waits so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_waits) return [.. _waits];
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_waits) _waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
