namespace LLMCourse.Checks.M08;

/// <summary>A clock that stands still, and counts who waits by it.</summary>
internal sealed class StandingClock : TimeProvider
{
    private int _timers;

    /// <summary>Gets how many timers were made.</summary>
    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _ = Interlocked.Increment(ref _timers);
        return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>A clock by which nobody waits, and which notes for how long one would.</summary>
internal sealed class NotedWaits : TimeProvider
{
    private readonly List<double> _seconds = [];

    /// <summary>Gets the waits so far, in seconds.</summary>
    public IReadOnlyList<double> Seconds
    {
        get
        {
            lock (_seconds) return [.. _seconds];
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_seconds) _seconds.Add(dueTime.TotalSeconds);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
