namespace LLMCourse.Checks.M11;

/// <summary>A clock whose time passes when it is told so.</summary>
/// <param name="frequency">Stamps a second.</param>
internal sealed class RateClock(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    /// <summary>Gets or sets the time in stamps.</summary>
    public long Stamp { get; set; }

    public override long TimestampFrequency => frequency;

    // A wall clock that jumps: who measures by it measures nothing.
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(Stamp % 7);

    public override long GetTimestamp() => Stamp;

    public void Advance(TimeSpan by) => Stamp += by.Ticks;
}
