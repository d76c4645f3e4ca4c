namespace LLMCourse.Checks.M10;

/// <summary>The clock of a load run: it stands still while anybody works, and the run moves it.</summary>
/// <param name="gate">Keeps the calls' states.</param>
internal sealed class LoadClock(LoadGate gate) : TimeProvider
{
    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly List<Timer> _timers = [];
    private long _ticks;

    public TimeSpan Now
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
        set => Interlocked.Exchange(ref _ticks, value.Ticks);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Gets when the next timer falls due; null if there is none.</summary>
    public TimeSpan? Next
    {
        get
        {
            lock (_timers) return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);
        }
    }

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public override long GetTimestamp() => Now.Ticks + TimeSpan.TicksPerDay;

    /// <summary>Fires the first timer that is due.</summary>
    public void FireNext()
    {
        Timer timer;
        lock (_timers)
        {
            timer = _timers.MinBy(timer => timer.Due)!;
            _ = _timers.Remove(timer);
        }

        if (timer.Call is { State: LoadState.Waiting } call) gate.Set(call, LoadState.Running);
        timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Between two attempts a timer is the wait for the next one; any other bounds an attempt.
        LoadCall? call = LoadCall.Client.Value is { State: LoadState.Between } between ? between : null;
        Timer timer = new(this, callback, state, call);
        _ = timer.Change(dueTime, period);
        if (call is not null) gate.Set(call, LoadState.Waiting);
        return timer;
    }

    private sealed class Timer(LoadClock clock, TimerCallback callback, object? state, LoadCall? call) : ITimer
    {
        public LoadCall? Call => call;

        public TimeSpan Due { get; private set; }

        public void Fire() => callback(state);

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

        public void Dispose()
        {
            lock (clock._timers) _ = clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
