namespace LLMCourse.Checks.M10;

/// <summary>A clock that stands still while anybody works, and then jumps to the next timer.</summary>
/// <remarks>Timers fire on the thread that moves the clock, in the order of their due times, and of
/// their making where those are equal.</remarks>
internal sealed class RunningClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<Timer> _timers = [];
    private long _ticks, _changes;
    private int _least = Busy(); // the pool's threads that work though nobody of ours does, such as the one that this runs on

    /// <summary>Gets the time since the start, in seconds.</summary>
    public double Seconds => Now.TotalSeconds;

    /// <summary>Gets the time since the start.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>Gets how many timers wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_timers) return _timers.Count;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Now;

    /// <summary>Gets or sets how long, in real time, it takes to read a time stamp: long enough
    /// for other threads to come in between.</summary>
    public TimeSpan Slowness { get; set; }

    // No time stamp is 0, and a stamp is not the time since the start.
    public override long GetTimestamp()
    {
        if (Slowness > TimeSpan.Zero) Thread.Sleep(Slowness);
        return Now.Ticks + TimeSpan.TicksPerDay;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass until a task has ended.</summary>
    /// <returns>Whether it has: nobody may wait for anything else than this clock.</returns>
    public bool Run(Task task)
    {
        for (int step = 0; step < 2000; step++)
        {
            Settle();
            if (task.IsCompleted) return true;
            if (!FireNext(TimeSpan.MaxValue) && !Wait(() => task.IsCompleted || Waiting > 0)) return false;
        }

        return false;
    }

    /// <summary>Lets a time pass, with all that falls due in it.</summary>
    public void Advance(double seconds)
    {
        TimeSpan end = Now + TimeSpan.FromSeconds(seconds);
        Settle();
        while (FireNext(end)) Settle();
        _ = Interlocked.Exchange(ref _ticks, end.Ticks);
        Settle();
    }

    /// <summary>Waits until nobody has anything to do but wait.</summary>
    public void Settle()
    {
        int quiet = 0;
        for (int tries = 0; quiet < 2 && tries < 500; tries++)
        {
            long before = Interlocked.Read(ref _changes);
            Thread.Sleep(1);
            int busy = Busy();
            _least = Math.Min(_least, busy);
            bool isIdle = ThreadPool.PendingWorkItemCount == 0 && busy <= _least;
            quiet = isIdle && before == Interlocked.Read(ref _changes) ? quiet + 1 : 0;
        }
    }

    /// <summary>Waits, in real time and not for long, until something is so.</summary>
    public static bool Wait(Func<bool> until)
    {
        long start = Environment.TickCount64;
        while (!until())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds) return false;
            Thread.Sleep(1);
        }

        return true;
    }

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int free, out _);
        return most - free;
    }

    private bool FireNext(TimeSpan end)
    {
        Timer? next;
        lock (_timers)
        {
            next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end) return false;
            _ = _timers.Remove(next);
            if (next.Due > Now) _ = Interlocked.Exchange(ref _ticks, next.Due.Ticks);
        }

        next.Fire();
        return true;
    }

    private sealed class Timer(RunningClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire()
        {
            _ = Interlocked.Increment(ref clock._changes);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                _ = Interlocked.Increment(ref clock._changes);
                _ = clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.Now + dueTime;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._timers)
            {
                _ = Interlocked.Increment(ref clock._changes);
                _ = clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
