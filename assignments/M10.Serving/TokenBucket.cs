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
        throw new NotImplementedException("M10.E2: check and keep the arguments, fill the bucket, and note when it started.");
    }

    /// <summary>Takes an amount if there is enough, and nothing otherwise.</summary>
    /// <param name="amount">How many units, 0 or more. 0 is admitted unless the bucket is in debt.</param>
    /// <returns>The decision; it never throws for an amount that is too large.</returns>
    /// <exception cref="ArgumentException">The amount is negative.</exception>
    [Exercise("M10.E2", Title = "Rate limits", Weight = 2)]
    public RateDecision TryTake(long amount)
    {
        // TODO M10.E2: fill up to now, decide, take if it is enough.
        throw new NotImplementedException("M10.E2: fill up to now, decide, take if it is enough.");
    }

    /// <summary>Decides as <see cref="TryTake"/> would, but takes nothing.</summary>
    /// <param name="amount">How many units, 0 or more.</param>
    /// <exception cref="ArgumentException">The amount is negative.</exception>
    [Exercise("M10.E2")]
    public RateDecision Ask(long amount)
    {
        // TODO M10.E2: fill up to now and decide.
        throw new NotImplementedException("M10.E2: fill up to now and decide.");
    }

    /// <summary>Takes an amount whether there is enough or not, or gives one back: what a request turned out to cost beyond its estimate.</summary>
    /// <param name="amount">How many units. What the bucket does not hold becomes a debt, which is filled first; a negative amount is given
    /// back, of which the bucket keeps no more than fits. Any number is allowed, and any debt is kept in full.</param>
    [Exercise("M10.E2")]
    public void Charge(long amount)
    {
        // TODO M10.E2: fill up to now, then take the amount without asking.
        throw new NotImplementedException("M10.E2: fill up to now, then take the amount without asking.");
    }
}
