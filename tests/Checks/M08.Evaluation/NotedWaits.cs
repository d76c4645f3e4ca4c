namespace LLMCourse.Checks.M08;

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
