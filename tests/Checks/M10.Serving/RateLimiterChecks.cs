using System.Globalization;

namespace LLMCourse.Checks.M10;

public sealed class LimiterByHand() : VisibleCheck("M10.E2.both", "takes a request and its tokens together, or neither", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        RateLimiter limiter = new(new RateLimits(60, 6000, 3, 1000), clock, 10);
        probe.Observe("900 tokens", Rates.Text(limiter.TryAcquire("ada", 900)));
        probe.Observe("500 more", Rates.Text(limiter.TryAcquire("ada", 500)));
        probe.Observe("100 more", Rates.Text(limiter.TryAcquire("ada", 100)));
        probe.Observe("none", Rates.Text(limiter.TryAcquire("ada", 0)));
        probe.Observe("none, without a request left", Rates.Text(limiter.TryAcquire("ada", 0)));
        probe.Observe("500, without either", Rates.Text(limiter.TryAcquire("ada", 500)));
        probe.Observe("50, for which tokens come sooner than a request", Rates.Text(limiter.TryAcquire("ada", 50)));
        probe.Observe("more than there ever are", Rates.Text(limiter.TryAcquire("ada", 1001)));
        clock.Advance(TimeSpan.FromSeconds(5));
        probe.Observe("500, after five seconds", Rates.Text(limiter.TryAcquire("ada", 500)));
        probe.Observe("more than there ever are, with requests left", Rates.Text(limiter.TryAcquire("ada", 1001)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LimiterKeys() : Check("M10.E2.keys", "keeps keys apart, to the letter")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        RateLimiter limiter = new(new RateLimits(1, 1, 1, 1), clock, 100);
        string[] keys = ["a", "A", "b", "a ", "ａ", "\u00e9", "e\u0301", "aa"];
        foreach (string key in keys) probe.Observe($"first of '{key}'", limiter.TryAcquire(key, 1).IsAdmitted);
        foreach (string key in keys) probe.Observe($"second of '{key}'", limiter.TryAcquire(key, 1).IsAdmitted);
        probe.Observe("keys", limiter.KeyCount);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LimiterSettled()
    : Check("M10.E2.settle", "gives back what a reply did not use, and charges what it used beyond its estimate", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        RateLimiter limiter = new(new RateLimits(60, 600, 100, 1000), clock, 10);
        _ = limiter.TryAcquire("ada", 800);
        limiter.Settle("ada", 800, 300);
        probe.Observe("500 came back", Rates.Text(limiter.TryAcquire("ada", 0)));
        _ = limiter.TryAcquire("ada", 700);
        limiter.Settle("ada", 700, 900);
        probe.Observe("200 beyond what there is", Rates.Text(limiter.TryAcquire("ada", 0)));
        probe.Observe("the next", Rates.Text(limiter.TryAcquire("ada", 100)));
        clock.Advance(TimeSpan.FromSeconds(30));
        probe.Observe("half a minute on", Rates.Text(limiter.TryAcquire("ada", 100)));
        limiter.Settle("ada", 100, 100);
        probe.Observe("as estimated", Rates.Text(limiter.TryAcquire("ada", 0)));
        clock.Advance(TimeSpan.FromSeconds(70));
        limiter.Settle("ada", 1000, 0);
        probe.Observe("more came back than fits", Rates.Text(limiter.TryAcquire("ada", 0)));
        limiter.Settle("bob", 10, 5);
        probe.Observe("nothing for a stranger", Rates.Text(limiter.TryAcquire("bob", 1000)));
        limiter.Settle("cem", 10, 60);
        probe.Observe("a stranger's cost", Rates.Text(limiter.TryAcquire("cem", 0)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LimiterForgets()
    : Check("M10.E2.forgets", "remembers so many keys and no more, and forgets none that owes anything", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        RateLimiter limiter = new(new RateLimits(60, 600, 10, 100), clock, 3);
        probe.Observe("ada", limiter.TryAcquire("ada", 50).IsAdmitted);      // tokens full in 5 s
        probe.Observe("bob", limiter.TryAcquire("bob", 20).IsAdmitted);      // in 2 s
        for (int i = 0; i < 7; i++) _ = limiter.TryAcquire("cem", 10);       // requests and tokens both in 7 s
        probe.Observe("keys", limiter.KeyCount);
        probe.Observe("no room for dan", Rates.Text(limiter.TryAcquire("dan", 10)));
        probe.Observe("nor for more than there ever is", Rates.Text(limiter.TryAcquire("dan", 101)));
        probe.Observe("keys with dan refused", limiter.KeyCount);
        probe.Observe("those who are known go on", Rates.Text(limiter.TryAcquire("ada", 0)));
        clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        probe.Observe("a tick before bob is full", Rates.Text(limiter.TryAcquire("dan", 10)));
        clock.Advance(TimeSpan.FromTicks(1));
        probe.Observe("when bob is full", Rates.Text(limiter.TryAcquire("dan", 10)));
        probe.Observe("keys with dan", limiter.KeyCount);
        probe.Observe("cem has gained nothing", Rates.Text(limiter.TryAcquire("cem", 0)));
        probe.Observe("nor has ada", Rates.Text(limiter.TryAcquire("ada", 0)));

        // Tokens full, requests not: three requests of no tokens.
        RateLimiter requests = new(new RateLimits(60, 600, 10, 100), clock, 1);
        for (int i = 0; i < 10; i++) _ = requests.TryAcquire("ada", 0);
        probe.Observe("a key whose tokens alone are full", Rates.Text(requests.TryAcquire("bob", 0)));
        probe.Observe("is still known", Rates.Text(requests.TryAcquire("ada", 0)));
        requests.Settle("zoe", 0, 50);
        probe.Observe("keys after a stranger's cost", requests.KeyCount);

        // Keys that come once and never again.
        RateLimiter stream = new(new RateLimits(60_000, 60_000, 1, 1), clock, 20);
        int most = 0, admitted = 0;
        for (int i = 0; i < 1000; i++)
        {
            if (stream.TryAcquire(string.Create(CultureInfo.InvariantCulture, $"key {i}"), 1).IsAdmitted) admitted++;
            most = Math.Max(most, stream.KeyCount);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        probe.Observe("of a thousand keys admitted", admitted);
        probe.Observe("at most twenty at once", most <= 20);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LimiterCallers()
    : Check("M10.E2.limiter-parallel",
        "admits 64 callers at a time as one after the other, also if one comes in the middle of another's call")
{
    public override void Probe(Probe probe)
    {
        bool apart = true;
        for (int reading = 1; reading <= 6; reading++)
        {
            RateClock shared = new();
            RateLimiter single = new(new RateLimits(60, 60, 2, 10), shared, 8);
            _ = single.TryAcquire("ada", 0);
            Task<bool> other = shared.MeanwhileAt(reading, () => single.TryAcquire("ada", 1).IsAdmitted);
            bool one = single.TryAcquire("ada", 1).IsAdmitted;
            if (!shared.Settle()) break;
            apart &= one != other.GetAwaiter().GetResult();
        }

        // At which reading it goes wrong may be chance: after the first, both want the bucket's own lock.
        probe.Observe("of two who want the last request one gets it", apart);

        RateClock clock = new();
        RateLimiter few = new(new RateLimits(60, 60, 1, 1), clock, 8), limiter = new(new RateLimits(60, 60, 500, 1200), clock, 8);
        _ = few.TryAcquire("key 0", 1);
        bool own = few.TryAcquire("key 1", 1).IsAdmitted;
        probe.Observe("keys have buckets of their own", own);

        bool charged = true;
        for (int reading = 1; reading <= 6; reading++)
        {
            // A key that nobody has seen: the one makes its buckets, and so does the other in the middle of it.
            RateClock shared = new();
            RateLimiter single = new(new RateLimits(60, 60, 2, 100), shared, 8);
            Task<bool> other = shared.MeanwhileAt(reading, () => SettleOf(single, 20));
            _ = SettleOf(single, 50);
            if (!shared.Settle()) break;
            _ = other.GetAwaiter().GetResult();
            charged &= single.TryAcquire("ada", 0).Tokens.Remaining == 30;
        }

        probe.Observe("of two who settle at a time both are charged", charged);

        // What many get who share what they should not is another thing each time.
        if (!apart || !own) return;
        int[] admitted = new int[4];
        _ = Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64 }, caller =>
        {
            for (int i = 0; i < 50; i++)
            {
                if (limiter.TryAcquire($"key {caller % 4}", 3).IsAdmitted) _ = Interlocked.Increment(ref admitted[caller % 4]);
            }
        });
        probe.Observe("admitted", admitted.Sum());
        probe.Observe("each key as much as any other", admitted.Min() == admitted.Max());
        probe.Observe("keys", limiter.KeyCount);
        probe.Observe("left", Rates.Text(limiter.TryAcquire("key 2", 1)));
    }

    private static bool SettleOf(RateLimiter limiter, long actual)
    {
        limiter.Settle("ada", 0, actual);
        return true;
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (!evidence.EqualsExpected("of two who want the last request one gets it", Tolerance.Exact).Passed)
            return Verdict.Fail("One request is left, and two callers get it, or neither, if one comes in the middle of the other's call.",
                hint: "Ask both buckets and take from both under one lock.");
        foreach (string name in (string[])["keys have buckets of their own", "of two who settle at a time both are charged", "admitted",
            "each key as much as any other", "keys", "left"])
        {
            Verdict verdict = evidence.EqualsExpected(name, Tolerance.Exact);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class DurationTexts() : Check("M10.E2.durations", "writes times as OpenAI does, rounded up to milliseconds")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture, other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = other;
            foreach (long ticks in (long[])
                [0, 1, 9_999, 10_000, 10_001, 120_000, 9_989_999, 9_990_000, 9_990_001, 9_999_999, 10_000_000, 10_000_001, 15_000_000,
                    15_500_000, 100_100_000, 599_990_001, 600_000_000, 660_000_000, 864_000_000, 3_600_000_000,
                3_600_010_000, 35_999_990_001, 36_000_000_000, 35_400_000_000, 35_990_000_000, 36_050_000_000, 37_230_450_000,
                    71_400_000_000, 864_000_000_000, 900_000_010_000, long.MaxValue])
            {
                probe.Observe(string.Create(CultureInfo.InvariantCulture, $"{ticks} ticks"),
                    RateLimitHeaders.Duration(TimeSpan.FromTicks(ticks)));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class HeaderLines() : Check("M10.E2.headers", "writes six headers, and when to come back where that helps")
{
    public override void Probe(Probe probe)
    {
        RateDecision requests = new(true, 60, 59, TimeSpan.Zero, TimeSpan.FromSeconds(1)),
            tokens = new(false, 150_000, 149_984, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(6));
        foreach ((string name, TimeSpan after) in (ReadOnlySpan<(string, TimeSpan)>)
            [("a tick", TimeSpan.FromTicks(1)), ("a second", TimeSpan.FromSeconds(1)),
                ("a second and a tick", TimeSpan.FromTicks(10_000_001)), ("2.5 s", TimeSpan.FromSeconds(2.5)),
                ("two hours", TimeSpan.FromHours(2)), ("19 centuries", TimeSpan.FromMinutes(1_000_000_000)), ("never", TimeSpan.MaxValue)])
        {
            probe.Observe(name, Lines(new RateAnswer(false, requests, tokens, after)));
        }

        probe.Observe("a reset beyond all time",
            Lines(new RateAnswer(false, requests, tokens with { Reset = TimeSpan.MaxValue }, TimeSpan.MaxValue)));
        probe.Observe("admitted", Lines(new RateAnswer(true, requests, tokens with { IsAdmitted = true }, TimeSpan.Zero)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);

    private static string Lines(RateAnswer answer) =>
        string.Join('\n', RateLimitHeaders.For(answer).Select(header => $"{header.Key}: {header.Value}"));
}

public sealed class RateArguments() : Check("M10.E2.arguments", "refuses rates, bursts, amounts and keys that make no sense")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        foreach (long number in (long[])[0, -1, 1_000_000_001, long.MinValue, long.MaxValue])
        {
            probe.ObserveThrows<ArgumentException>($"a rate of {number}", () => new TokenBucket(number, 1, clock));
            probe.ObserveThrows<ArgumentException>($"a burst of {number}", () => new TokenBucket(1, number, clock));
            probe.ObserveThrows<ArgumentException>($"{number} requests", () => new RateLimiter(new RateLimits(number, 1, 1, 1), clock, 1));
            probe.ObserveThrows<ArgumentException>($"{number} tokens", () => new RateLimiter(new RateLimits(1, number, 1, 1), clock, 1));
            probe.ObserveThrows<ArgumentException>($"{number} requests at once",
                () => new RateLimiter(new RateLimits(1, 1, number, 1), clock, 1));
            probe.ObserveThrows<ArgumentException>($"{number} tokens at once",
                () => new RateLimiter(new RateLimits(1, 1, 1, number), clock, 1));
        }

        probe.ObserveAccepts("the greatest",
            () => new RateLimiter(new RateLimits(1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000), clock, int.MaxValue));
        probe.ObserveThrows<ArgumentException>("no keys", () => new RateLimiter(new RateLimits(1, 1, 1, 1), clock, 0));
        TokenBucket bucket = new(60, 2, clock);
        RateLimiter limiter = new(new RateLimits(60, 60, 2, 2), clock, 1);
        probe.ObserveThrows<ArgumentException>("to take a negative amount", () => bucket.TryTake(-1));
        probe.ObserveThrows<ArgumentException>("to ask for a negative amount", () => bucket.Ask(-1));
        probe.ObserveThrows<ArgumentException>("negative tokens", () => limiter.TryAcquire("ada", -1));
        probe.ObserveThrows<ArgumentException>("an empty key", () => limiter.TryAcquire("", 1));
        probe.ObserveThrows<ArgumentException>("to settle an empty key", () => limiter.Settle("", 1, 1));
        probe.ObserveThrows<ArgumentException>("a negative estimate", () => limiter.Settle("ada", -1, 1));
        probe.ObserveThrows<ArgumentException>("a negative cost", () => limiter.Settle("ada", 1, -1));
        probe.ObserveThrows<ArgumentException>("a negative time", () => RateLimitHeaders.Duration(TimeSpan.FromTicks(-1)));
        probe.Observe("a refused argument takes nothing", Rates.Text(limiter.TryAcquire("ada", 2)));
        probe.Observe("nor does it here", Rates.Text(bucket.TryTake(2)));
    }
}
