namespace LLMCourse.Checks.M11;

/// <summary>A clock whose time passes when it is told so, and that can have something happen in
/// the middle of a call that reads it.</summary>
/// <param name="frequency">Stamps a second.</param>
internal sealed class RateClock(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    private Action? _meanwhile;
    private int _readings;

    /// <summary>Gets or sets the time in stamps.</summary>
    public long Stamp { get; set; }

    public override long TimestampFrequency
    {
        get
        {
            if (Interlocked.Decrement(ref _readings) == 0) Interlocked.Exchange(ref _meanwhile, null)?.Invoke();
            return frequency;
        }
    }

    // A wall clock that jumps: who measures by it measures nothing.
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(Stamp % 7);

    public override long GetTimestamp()
    {
        if (Volatile.Read(ref _readings) <= 0 || Interlocked.Decrement(ref _readings) == 0) Interlocked.Exchange(ref _meanwhile, null)?.Invoke();
        return Stamp;
    }

    public void Advance(TimeSpan by) => Stamp += by.Ticks;

    /// <summary>Makes two calls at once: the other one comes, from another thread, when the first one
    /// reads the clock, which waits until the other has ended or must be held up.</summary>
    public (T One, T Other) AtOnce<T>(Func<T> one, Func<T> other) => AtReading(0, one, other);

    /// <summary>Makes two calls at once: the other one comes when the first one reads the clock, or how fast it goes, for the nth time;
    /// with 0 when it first reads the clock.</summary>
    public (T One, T Other) AtReading<T>(int reading, Func<T> one, Func<T> other)
    {
        (_meanwhile, Task<T> second) = Callers.Another(other);
        Volatile.Write(ref _readings, reading);
        T result = one();
        Action? uncalled = Interlocked.Exchange(ref _meanwhile, null);
        Volatile.Write(ref _readings, 0);
        uncalled?.Invoke();
        return (result, second.GetAwaiter().GetResult());
    }
}
