namespace LLMCourse.M10;

/// <summary>A bucket that fills at a steady rate up to its burst, and from which every request takes what it needs, or nothing.</summary>
/// <remarks>
/// <para>With rate r a minute, burst b, and t minutes since the last change: level ← min(b, level + r·t). An amount a is admitted if and only
/// if a ≤ level, and then level ← level − a. In any span of t minutes at most b + r·t is admitted.</para>
/// <para>The arithmetic is exact. Fractions of a unit count; a level in <see cref="double"/> would drift: 0.1 added ten times is not 1, and a
/// request on the boundary would be refused. Times are whole ticks of 100 ns; a result that lies between two ticks is the later one.</para>
/// <para>The bucket starts full. It reads time by <see cref="TimeProvider.GetTimestamp"/> alone. A clock that goes back gives nothing and
/// takes nothing: until it is again where it was, no time passes, and times to wait are counted from there.</para>
/// <para>Safe for any number of threads: every call sees the bucket as if the calls had come one after the other.</para>
/// <para>Turner 1986, "New directions in communications (or which way to the information age?)", IEEE Communications Magazine 24(10), the
/// leaky bucket as a meter (<see href="https://doi.org/10.1109/MCOM.1986.1092946"/>).</para>
/// </remarks>
public sealed class TokenBucket
{
    #region Solution
    // A unit is divided into as many parts as a minute has ticks. Each tick then adds exactly `perMinute` parts: no fractions, no drift.
    private const long PartsPerUnit = TimeSpan.TicksPerMinute;

    private const long Most = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _perMinute, _burst, _start;
    private Int128 _parts;
    private long _seen;
    #endregion

    /// <summary>Creates a full bucket.</summary>
    /// <param name="perMinute">The rate in units a minute, 1 to 1,000,000,000.</param>
    /// <param name="burst">The most that the bucket holds, 1 to 1,000,000,000 units.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="ArgumentException">The rate or the burst is out of range.</exception>
    [Exercise("M10.E2")]
    public TokenBucket(long perMinute, long burst, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M10.E2: check and keep the arguments, fill the bucket, and note when it started.
        #region Solution
        if (perMinute is < 1 or > Most) throw new ArgumentOutOfRangeException(nameof(perMinute), perMinute, $"The rate must be 1 to {Most} a minute.");
        if (burst is < 1 or > Most) throw new ArgumentOutOfRangeException(nameof(burst), burst, $"The burst must be 1 to {Most}.");
        _perMinute = perMinute;
        _burst = burst;
        _clock = clock;
        _start = clock.GetTimestamp();
        _parts = (Int128)burst * PartsPerUnit;
        #endregion
    }

    /// <summary>Takes an amount if there is enough, and nothing otherwise.</summary>
    /// <param name="amount">How many units, 0 or more. 0 is admitted unless the bucket is in debt.</param>
    /// <returns>The decision; it never throws for an amount that is too large.</returns>
    /// <exception cref="ArgumentException">The amount is negative.</exception>
    [Exercise("M10.E2", Title = "Rate limits", Weight = 2)]
    public RateDecision TryTake(long amount)
    {
        // TODO M10.E2: fill up to now, decide, take if it is enough.
        #region Solution
        return Decide(amount, take: true);
        #endregion
    }

    /// <summary>Decides as <see cref="TryTake"/> would, but takes nothing.</summary>
    /// <param name="amount">How many units, 0 or more.</param>
    /// <exception cref="ArgumentException">The amount is negative.</exception>
    [Exercise("M10.E2")]
    public RateDecision Ask(long amount)
    {
        // TODO M10.E2: fill up to now and decide.
        #region Solution
        return Decide(amount, take: false);
        #endregion
    }

    /// <summary>Takes an amount whether there is enough or not, or gives one back: what a request turned out to cost beyond its estimate.</summary>
    /// <param name="amount">How many units. What the bucket does not hold becomes a debt, which is filled first; a negative amount is given
    /// back, of which the bucket keeps no more than fits. Any number is allowed, and any debt is kept in full.</param>
    [Exercise("M10.E2")]
    public void Charge(long amount)
    {
        // TODO M10.E2: fill up to now, then take the amount without asking.
        #region Solution
        lock (_gate)
        {
            Refill();
            _parts -= (Int128)amount * PartsPerUnit; // What does not fit is cut off by the next refill.
        }
        #endregion
    }

    #region Solution
    private RateDecision Decide(long amount, bool take)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        lock (_gate)
        {
            Refill();
            Int128 needed = (Int128)amount * PartsPerUnit, full = (Int128)_burst * PartsPerUnit;
            bool enough = needed <= _parts;
            if (enough && take) _parts -= needed;

            TimeSpan retry = enough ? TimeSpan.Zero : amount > _burst ? TimeSpan.MaxValue : TimeToFill(needed - _parts);
            long remaining = (long)(Int128.Max(0, _parts) / PartsPerUnit);
            return new RateDecision(enough, _burst, remaining, retry, TimeToFill(full - _parts));
        }
    }

    private void Refill() => _parts = Int128.Min((Int128)_burst * PartsPerUnit, _parts + ((Int128)Elapse() * _perMinute));

    // From the start each time, not from the last call: a clock finer than a tick would lose the rest of a tick in every call. Not by
    // GetElapsedTime, which computes in double: after 28 years it would lose ticks as well.
    private long Elapse()
    {
        Int128 ticks = (Int128)(_clock.GetTimestamp() - _start) * TimeSpan.TicksPerSecond / _clock.TimestampFrequency;
        long now = Math.Max(_seen, (long)ticks), passed = now - _seen;
        _seen = now;
        return passed;
    }

    private TimeSpan TimeToFill(Int128 parts)
    {
        Int128 ticks = (parts + _perMinute - 1) / _perMinute;
        return ticks > long.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
    }
    #endregion
}
