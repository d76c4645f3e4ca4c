namespace LLMCourse.M10;

/// <summary>A clock for tests: it stands still until it is told to go on, and its timers fire in the order in which they fall due.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly List<Timer> _timers = [];

    /// <summary>Gets the time since the start.</summary>
    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) + Now;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps from timer to timer until a task has ended.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            // What was let go on by the last timer may run on another thread: give it the time to get to its next wait.
            await Task.Delay(5);
            if (!task.IsCompleted) FireNext(TimeSpan.MaxValue);
        }

        return await task;
    }

    /// <summary>Lets a time pass, with all timers that fall due in it.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan end = Now + by;
        while (FireNext(end)) { }
        Now = end;
    }

    private bool FireNext(TimeSpan end)
    {
        Timer? next;
        lock (_timers)
        {
            next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end) return false;
            _ = _timers.Remove(next);
            if (next.Due > Now) Now = next.Due;
        }

        next.Fire();
        return true;
    }

    private sealed class Timer(JumpingClock clock, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                _ = clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.Now + dueTime;
                clock._timers.Add(this);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
