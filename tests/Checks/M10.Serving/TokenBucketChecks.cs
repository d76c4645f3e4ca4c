using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>Decisions as texts.</summary>
internal static class Rates
{
    public static string Text(RateDecision decision) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(decision.IsAdmitted ? "admitted" : "refused")}, {decision.Remaining} of {decision.Limit}, retry after {Text(decision.RetryAfter)}, reset {Text(decision.Reset)}");

    public static string Text(RateAnswer answer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(answer.IsAdmitted ? "admitted" : "refused")}, retry after {Text(answer.RetryAfter)}; requests {Text(answer.Requests)}; tokens {Text(answer.Tokens)}");

    public static string Text(TimeSpan time) =>
        time == TimeSpan.MaxValue ? "never" : time.Ticks.ToString(CultureInfo.InvariantCulture) + " ticks";
}

public sealed class BucketByHand() : VisibleCheck("M10.E2.by-hand", "gives 2 at once and then one a second", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        TokenBucket bucket = new(60, 2, clock);
        probe.Observe("first", Rates.Text(bucket.TryTake(1)));
        probe.Observe("second", Rates.Text(bucket.TryTake(1)));
        probe.Observe("third", Rates.Text(bucket.TryTake(1)));
        clock.Advance(TimeSpan.FromMilliseconds(600));
        probe.Observe("after 0.6 s", Rates.Text(bucket.TryTake(1)));
        clock.Advance(TimeSpan.FromMilliseconds(400));
        probe.Observe("after 1 s", Rates.Text(bucket.TryTake(1)));
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        probe.Observe("two, after 1.5 s more", Rates.Text(bucket.TryTake(2)));
        clock.Advance(TimeSpan.FromHours(1));
        probe.Observe("two, after an hour", Rates.Text(bucket.TryTake(2)));
        probe.Observe("one more", Rates.Text(bucket.TryTake(1)));
        probe.Observe("and a second one", Rates.Text(bucket.Ask(1)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BucketBoundary()
    : Check("M10.E2.boundary", "admits at the very tick that `RetryAfter` names, and not one tick before", points: 2)
{
    private const int Rounds = 60;

    public override void Probe(Probe probe)
    {
        for (int round = 0; round < Rounds; round++)
        {
            long rate = probe.Random.NextInteger(1, round % 2 == 0 ? 100 : 900_000_000),
                burst = probe.Random.NextInteger(1, round % 3 == 0 ? 10 : 1_000_000);
            RateClock clock = new();
            TokenBucket bucket = new(rate, burst, clock);
            _ = bucket.TryTake(burst);
            clock.Advance(TimeSpan.FromTicks(probe.Random.NextInteger(0, 1000)));
            long amount = probe.Random.NextInteger(1, burst + 1);
            RateDecision refused = bucket.TryTake(amount);
            probe.Observe($"round {round}", Rates.Text(refused));
            if (refused.IsAdmitted) continue;
            clock.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
            probe.Observe($"round {round}, one tick before", bucket.TryTake(amount).IsAdmitted);
            clock.Advance(TimeSpan.FromTicks(1));
            RateDecision admitted = bucket.TryTake(amount);
            probe.Observe($"round {round}, at that tick", admitted.IsAdmitted);
            clock.Advance(admitted.Reset - TimeSpan.FromTicks(1));
            probe.Observe($"round {round}, full but for a tick", bucket.Ask(0).Reset.Ticks);
            clock.Advance(TimeSpan.FromTicks(1));
            probe.Observe($"round {round}, full", bucket.Ask(burst).IsAdmitted);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (!evidence.Actual.Any(seen => seen.Name == $"round {round}, full")) continue;
            if (evidence.Flag($"round {round}, one tick before"))
                return Verdict.Fail("A request is admitted before the time that its refusal named.");
            if (!evidence.Flag($"round {round}, at that tick"))
                return Verdict.Fail("A request that comes at the time that its refusal named is refused again.",
                    hint: "Count parts of a unit in whole numbers, and round the wait up to the next tick.");
            if (evidence.Number($"round {round}, full but for a tick") != 1 || !evidence.Flag($"round {round}, full"))
                return Verdict.Fail("The bucket is not full at the tick that `Reset` names, or is full before.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class BucketFractions() : Check("M10.E2.fractions", "loses no part of a unit and no part of a tick between calls", points: 2)
{
    public override void Probe(Probe probe)
    {
        // 7 a minute, asked every millisecond: most steps add far less than one unit.
        RateClock slow = new();
        TokenBucket bucket = new(7, 5, slow);
        _ = bucket.TryTake(5);
        int admitted = 0;
        for (int i = 0; i < 60_000; i++)
        {
            slow.Advance(TimeSpan.FromMilliseconds(1));
            if (bucket.TryTake(1).IsAdmitted) admitted++;
        }

        probe.Observe("in a minute of milliseconds", admitted);
        probe.Observe("then", Rates.Text(bucket.Ask(1)));

        // Stamps of 1 ns, asked every 60: each step is less than a tick.
        RateClock fine = new(1_000_000_000);
        TokenBucket quick = new(600_000_000, 1000, fine);
        _ = quick.TryTake(1000);
        for (int i = 0; i < 500; i++)
        {
            fine.Stamp += 60;
            _ = quick.TryTake(1000);
        }

        probe.Observe("after 30 µs of 60 ns", Rates.Text(quick.Ask(1000)));

        // Three stamps a second: none is a whole number of ticks.
        RateClock coarse = new(3);
        TokenBucket third = new(180, 100, coarse);
        _ = third.TryTake(100);
        for (int i = 0; i < 30; i++)
        {
            coarse.Stamp++;
            _ = third.TryTake(100);
        }

        probe.Observe("after 30 thirds of a second", Rates.Text(third.Ask(100)));

        // The first stamp is in the middle of a tick, too.
        RateClock begun = new(3) { Stamp = 1 };
        TokenBucket late = new(60, 10, begun);
        _ = late.TryTake(10);
        begun.Stamp++;
        probe.Observe("a third of a second from an odd start", Rates.Text(late.Ask(1)));
        begun.Stamp++;
        probe.Observe("two thirds", Rates.Text(late.Ask(1)));

        RateClock tenths = new();
        TokenBucket ten = new(60, 10, tenths);
        _ = ten.TryTake(10);
        for (int i = 0; i < 100; i++)
        {
            tenths.Advance(TimeSpan.FromMilliseconds(100));
            _ = ten.Ask(10);
        }

        probe.Observe("after 100 tenths", Rates.Text(ten.TryTake(10)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Measure from the start each time, and keep the level in whole parts of a unit.");
}

public sealed class BucketWindows()
    : Check("M10.E2.windows", "admits no more than burst + rate · time in any window, and refuses nothing that fits", points: 2)
{
    private static readonly (long Rate, long Burst)[] Buckets = [(60, 5), (90, 40), (6_000, 1), (7, 3)];

    public override void Probe(Probe probe)
    {
        foreach ((long rate, long burst) in Buckets)
        {
            RateClock clock = new();
            TokenBucket bucket = new(rate, burst, clock);
            List<double> times = [], amounts = [];
            List<int> admitted = [];
            for (int i = 0; i < 250; i++)
            {
                // Rests, so that it fills and would overflow, and bursts.
                clock.Advance(TimeSpan.FromMilliseconds(probe.Random.NextInteger(0, 10) == 0
                    ? probe.Random.NextInteger(0, 120_000)
                    : probe.Random.NextInteger(0, 800)));
                long amount = probe.Random.NextInteger(0, burst + 1);
                times.Add(clock.Stamp);
                amounts.Add(amount);
                admitted.Add(bucket.TryTake(amount).IsAdmitted ? 1 : 0);
            }

            probe.Observe($"{rate}: times", times);
            probe.Observe($"{rate}: amounts", amounts);
            probe.Observe($"{rate}: admitted", admitted);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((long rate, long burst) in Buckets)
        {
            double[] times = [.. evidence.Tensor($"{rate}: times").Values], amounts = [.. evidence.Tensor($"{rate}: amounts").Values],
                admitted = [.. evidence.Tensor($"{rate}: admitted").Values];
            for (int from = 0; from < times.Length; from++)
            {
                double taken = 0;
                for (int to = from; to < times.Length; to++)
                {
                    taken += admitted[to] * amounts[to];
                    if (taken * TimeSpan.TicksPerMinute > (burst * (double)TimeSpan.TicksPerMinute) + (rate * (times[to] - times[from])))
                        return Verdict.Fail("In some window more is admitted than the burst and what came back in that time.",
                            hint: "The bucket never holds more than its burst, however long nobody came.");
                }
            }
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class BucketClockBack() : Check("M10.E2.clock-back", "gives nothing and takes nothing while the clock is behind")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new() { Stamp = TimeSpan.FromMinutes(10).Ticks };
        TokenBucket bucket = new(60, 10, clock);
        _ = bucket.TryTake(6);
        clock.Advance(TimeSpan.FromSeconds(2));
        probe.Observe("before", Rates.Text(bucket.Ask(1)));
        clock.Advance(-TimeSpan.FromSeconds(5));
        probe.Observe("five seconds back", Rates.Text(bucket.Ask(1)));
        clock.Advance(TimeSpan.FromSeconds(3));
        probe.Observe("still two behind", Rates.Text(bucket.TryTake(1)));
        clock.Advance(TimeSpan.FromSeconds(2));
        probe.Observe("where it was", Rates.Text(bucket.Ask(1)));
        clock.Advance(TimeSpan.FromSeconds(1));
        probe.Observe("a second on", Rates.Text(bucket.Ask(1)));
        clock.Stamp = 0;
        probe.Observe("before its start", Rates.Text(bucket.TryTake(4)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BucketDebt() : Check("M10.E2.charge", "takes and gives back what was not asked for, and knows what can never be")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        TokenBucket bucket = new(60, 10, clock);
        probe.Observe("more than it ever holds", Rates.Text(bucket.TryTake(11)));
        probe.Observe("much more", Rates.Text(bucket.TryTake(long.MaxValue)));
        probe.Observe("all of it", Rates.Text(bucket.TryTake(10)));
        probe.Observe("nothing of nothing", Rates.Text(bucket.TryTake(0)));
        probe.Observe("more than it ever holds, of nothing", Rates.Text(bucket.Ask(11)));
        bucket.Charge(25);
        probe.Observe("in debt", Rates.Text(bucket.Ask(1)));
        probe.Observe("nothing, in debt", Rates.Text(bucket.Ask(0)));
        clock.Advance(TimeSpan.FromSeconds(25));
        probe.Observe("out of debt", Rates.Text(bucket.Ask(0)));
        bucket.Charge(-4);
        probe.Observe("given back", Rates.Text(bucket.Ask(4)));
        bucket.Charge(-100);
        probe.Observe("given back more than fits", Rates.Text(bucket.TryTake(10)));
        clock.Advance(TimeSpan.FromSeconds(3));
        bucket.Charge(1);
        probe.Observe("charged after three seconds", Rates.Text(bucket.Ask(2)));
        bucket.Charge(-50);
        bucket.Charge(3);
        probe.Observe("given back more than fits, and charged at once", Rates.Text(bucket.Ask(8)));
        bucket.Charge(1_000_000_000_000_000_000);
        probe.Observe("a debt beyond all time", Rates.Text(bucket.Ask(1)));
        bucket.Charge(long.MinValue);
        probe.Observe("all forgiven", Rates.Text(bucket.Ask(1)));
        bucket.Charge(long.MaxValue);
        bucket.Charge(long.MaxValue);
        bucket.Charge(-long.MaxValue);
        probe.Observe("half forgiven of twice as much as a long holds", Rates.Text(bucket.Ask(0)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BucketLimits() : Check("M10.E2.extremes", "is exact for the largest and smallest rates and bursts, over centuries")
{
    public override void Probe(Probe probe)
    {
        foreach ((long rate, long burst) in (ReadOnlySpan<(long, long)>)[(1, 1_000_000_000), (1_000_000_000, 1_000_000_000),
            (1_000_000_000, 1), (1, 1)])
        {
            RateClock clock = new();
            TokenBucket bucket = new(rate, burst, clock);
            probe.Observe($"{rate}, {burst}: full", Rates.Text(bucket.TryTake(burst)));
            clock.Advance(TimeSpan.FromTicks(1));
            probe.Observe($"{rate}, {burst}: a tick later", Rates.Text(bucket.Ask(burst)));

            // Together with that tick a time that a double holds: GetElapsedTime computes in double.
            clock.Advance(TimeSpan.FromDays(365 * 500) - TimeSpan.FromTicks(1));
            probe.Observe($"{rate}, {burst}: five centuries later", Rates.Text(bucket.Ask(burst)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BucketCallers()
    : Check("M10.E2.parallel", "gives each unit once to 64 callers at a time, also if one comes in the middle of another's call", points: 2)
{
    public override void Probe(Probe probe)
    {
        // The one is asking the time when the other comes. Of one unit only one of them gets it.
        bool apart = true;
        for (int reading = 1; reading <= 2; reading++)
        {
            RateClock shared = new();
            TokenBucket single = new(60, 1, shared);
            Task<bool> other = shared.MeanwhileAt(reading, () => single.TryTake(1).IsAdmitted);
            bool one = single.TryTake(1).IsAdmitted;
            if (!shared.Settle()) continue;
            int got = (one ? 1 : 0) + (other.GetAwaiter().GetResult() ? 1 : 0) + (single.TryTake(1).IsAdmitted ? 1 : 0);
            probe.Observe($"two at reading {reading}", got);
            apart &= got == 1;
        }

        // One takes while another is charged, and the other way round: both count.
        foreach (bool takes in (bool[])[true, false])
        {
            RateClock shared = new();
            TokenBucket single = new(60, 10, shared);
            void Charge() => single.Charge(5);
            void Take() => _ = single.TryTake(1);
            Task<bool> other = shared.MeanwhileAt(1, () =>
            {
                if (takes) Charge();
                else Take();
                return true;
            });
            if (takes) Take();
            else Charge();
            if (shared.Settle()) _ = other.GetAwaiter().GetResult();
            long left = single.Ask(0).Remaining;
            probe.Observe(takes ? "left of ten, charged 5 while 1 is taken" : "left of ten, 1 taken while 5 are charged", left);
            apart &= left == 4;
        }

        // What a race does is another thing each time: where there is one, that is known by now.
        if (!apart) return;
        RateClock clock = new();
        TokenBucket bucket = new(60, 3000, clock);
        for (int round = 0; round < 2; round++)
        {
            long[] left = new long[64 * 100];
            _ = Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64 }, caller =>
            {
                for (int i = 0; i < 100; i++)
                {
                    RateDecision decision = bucket.TryTake(1);
                    left[(caller * 100) + i] = decision.IsAdmitted ? decision.Remaining : -1;
                }
            });
            probe.Observe($"round {round}: what was left, sorted",
                left.Where(remaining => remaining >= 0).Order().Select(remaining => (double)remaining));
            clock.Advance(TimeSpan.FromMinutes(10));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (Observation pair in evidence.Actual.Where(seen => seen.Name.StartsWith("two", StringComparison.Ordinal)))
        {
            if (evidence.Number(pair.Name) != 1)
                return Verdict.Fail("Two callers get the same unit, or neither gets it, if one comes in the middle of the other's call.",
                    hint: "Fill, decide and take under one lock.");
        }

        foreach (Observation left in evidence.Actual.Where(seen => seen.Name.StartsWith("left", StringComparison.Ordinal)))
        {
            if (evidence.Number(left.Name) != 4)
                return Verdict.Fail("What one takes is lost while another is charged, or the other way round.",
                    hint: "`Charge` fills and takes as `TryTake` does, under the same lock.");
        }

        for (int round = 0; round < 2; round++)
        {
            Verdict verdict = evidence.EqualsExpected($"round {round}: what was left, sorted", Tolerance.Exact);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}
