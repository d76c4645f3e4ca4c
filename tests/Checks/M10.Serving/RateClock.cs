namespace LLMCourse.Checks.M10;

/// <summary>A clock whose time passes when it is told so, and that can have something happen in
/// the middle of a call that reads it.</summary>
/// <param name="frequency">Stamps a second.</param>
internal sealed class RateClock(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    private long _stamp;
    private int _reads;
    private Action? _meanwhile;

    /// <summary>Gets or sets the time in stamps; it may go back.</summary>
    public long Stamp
    {
        get => Volatile.Read(ref _stamp);
        set => Volatile.Write(ref _stamp, value);
    }

    public override long TimestampFrequency => frequency;

    // A wall clock that is set wrong and jumps: who measures by it measures nothing.
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(Stamp % 7);

    public override long GetTimestamp()
    {
        if (Interlocked.Decrement(ref _reads) == 0) _meanwhile?.Invoke();
        return Stamp;
    }

    public void Advance(TimeSpan by) => Stamp += by.Ticks;

    /// <summary>Has somebody else call in the middle of the nth reading from now, and waits until that
    /// call has ended, or must be held up.</summary>
    public Task<T> MeanwhileAt<T>(int reading, Func<T> call)
    {
        (_meanwhile, Task<T> result) = Callers.Another(call);
        Volatile.Write(ref _reads, reading);
        return result;
    }

    /// <summary>Has nobody call any more; false if the reading never came.</summary>
    public bool Settle() => Interlocked.Exchange(ref _reads, 0) <= 0;
}
