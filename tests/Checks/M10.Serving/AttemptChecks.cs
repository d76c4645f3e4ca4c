using System.Globalization;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M10;

public sealed class RetryAfterIsRead() : VisibleCheck("M10.E6.retry-after", "reads seconds and dates, and nothing else")
{
    public override void Probe(Probe probe)
    {
        DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        string?[] values =
        [
            "0", "7", " 120 ", "007", "2147483647", "2147483648", "99999999999999999999", "-1", "+1", "1.5", "1e3", "٣", "soon", "",
            " ", null, "1 2",
            "Sun, 01 Mar 2026 12:00:30 GMT", "Sun, 01 Mar 2026 11:59:59 GMT", "Mon, 02 Mar 2026 12:00:00 GMT",
            " Sun, 01 Mar 2026 12:00:01 GMT ", "Sat, 01 Mar 2026 12:00:30 GMT",
            "Sun, 1 Mar 2026 12:00:30 GMT", "2026-03-01T12:00:30Z", "Sun, 01 Mar 2026 12:00:30 +0100",
        ];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.DateTimeFormat.AbbreviatedDayNames = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
            german.NumberFormat.NegativeSign = "−";
            CultureInfo.CurrentCulture = german;
            foreach (string? value in values)
                probe.Observe($"'{value ?? "null"}'{(value is null ? " itself" : "")}", Text(Retry.ParseRetryAfter(value, now)));
            probe.Observe("a date, from the middle of a millisecond",
                Text(Retry.ParseRetryAfter("Sun, 01 Mar 2026 12:00:30 GMT", now.AddTicks(5001))));
            probe.Observe("a date, from another time zone",
                Text(Retry.ParseRetryAfter("Sun, 01 Mar 2026 12:00:30 GMT", now.ToOffset(TimeSpan.FromHours(-5)))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Text(TimeSpan? wait) => wait is { } time ? time.ToString("c", CultureInfo.InvariantCulture) : "nothing";
}

public sealed class FailuresThatMayPass() : VisibleCheck("M10.E6.may-retry", "tells failures that may pass from those that will not")
{
    public override void Probe(Probe probe)
    {
        for (int status = 400; status < 600; status++)
        {
            if (Retry.MayRetry(new ApiFailure(status))) probe.Observe($"status {status}", true);
        }

        foreach (int status in new[] { 200, 302, 600, 999 })
            probe.Observe($"status {status} may pass", Retry.MayRetry(new ApiFailure(status)));
        probe.Observe("a lost connection", Retry.MayRetry(new ApiFailure(null)));
        probe.Observe("a timeout", Retry.MayRetry(new TimeoutException()));
        probe.Observe("a cancellation", Retry.MayRetry(new OperationCanceledException()));
        probe.Observe("a bug", Retry.MayRetry(new InvalidOperationException()));
        probe.Observe("a wrong argument", Retry.MayRetry(new ArgumentException("")));
        probe.Observe("an open breaker", Retry.MayRetry(new BreakerOpenException(TimeSpan.Zero)));
    }
}

public sealed class BackoffIsFullJitter() : VisibleCheck("M10.E6.backoff", "draws the wait from 0 up to a bound that doubles", points: 2)
{
    private const int Draws = 2000;

    public override void Probe(Probe probe)
    {
        RetryPolicy policy = new(0) { BaseDelay = TimeSpan.FromMilliseconds(400), MaxDelay = TimeSpan.FromSeconds(50) };
        ulong seed = (ulong)probe.Random.NextInteger(1, 1L << 40);
        Xoshiro256 random = new(seed);
        probe.Observe("waits after attempts 1 to 12",
            Enumerable.Range(1, 12).Select(attempt => Retry.Backoff(policy, attempt, random).TotalMilliseconds));
        probe.Observe("one number is drawn each", random.NextUInt64() == After(seed, 12));
        probe.Observe("after many attempts",
            new[] { 31, 32, 33, 64, 65, 2000, int.MaxValue }.Select(attempt => Retry.Backoff(policy, attempt, random).TotalMilliseconds));
        probe.Observe("many draws", Enumerable.Range(0, Draws).Select(_ => Retry.Backoff(policy, 4, random).TotalMilliseconds));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict verdict = evidence.EqualsExpected(Tolerance.Exact);
        if (!verdict.Passed) return verdict;
        IReadOnlyList<double> draws = evidence.Tensor("many draws").Values;

        // Uniform over [0, 3200): the mean of 2000 draws has a standard deviation of 3200 / √(12 · 2000) = 20.7.
        return draws.Min() >= 0 && draws.Max() < 3200 && Math.Abs(draws.Average() - 1600) < 5 * 20.7
            ? Verdict.Pass
            : Verdict.Fail("The waits are not uniform between 0 and the bound.");
    }

    private static ulong After(ulong seed, int draws)
    {
        Xoshiro256 random = new(seed);
        for (int i = 0; i < draws; i++) _ = random.NextUInt64();
        return random.NextUInt64();
    }
}

/// <summary>What the checks of <see cref="Retry"/> share.</summary>
internal static class Retrying
{
    public static RetryPolicy Policy(ulong seed = 5) => new(seed);

    /// <summary>Runs a call against a script, and observes when each attempt was made and how it ended.</summary>
    public static void Observe(Probe probe, string name, RetryPolicy policy, params FaultyAnswer[] script)
    {
        RunningClock clock = new();
        FaultyServer server = new(clock, script);
        Task<string> call = Retry.RunAsync((attempt, token) => server.AnswerAsync(token, attempt.Number), policy, clock);
        _ = clock.Run(call);
        probe.Observe($"{name}: how it ends", FaultyServer.Ending(call));
        probe.Observe($"{name}: when", string.Create(CultureInfo.InvariantCulture, $"{clock.Seconds:0.000} s"));
        probe.Observe($"{name}: what happened", server.Log);
        if (!script.Any(answer => answer.IsDeaf)) probe.Observe($"{name}: timers left", clock.Waiting);
    }
}

public sealed class AttemptsInTime() : VisibleCheck("M10.E6.attempts", "tries again after each drawn wait, while it may help", points: 2)
{
    public override void Probe(Probe probe)
    {
        Retrying.Observe(probe, "no failure", Retrying.Policy(), "hello");
        Retrying.Observe(probe, "two failures", Retrying.Policy(), "503", "lost", "hello");
        Retrying.Observe(probe, "another seed", Retrying.Policy(6), "503", "lost", "hello");
        Retrying.Observe(probe, "slow failures", Retrying.Policy(), new("500", 3), new("timeout", 1.5), new("hello", 2));
        Retrying.Observe(probe, "too many failures", Retrying.Policy(), "503", "500", "lost", "429", "hello");
        Retrying.Observe(probe, "one attempt", Retrying.Policy() with { MaxAttempts = 1 }, "503", "hello");
        Retrying.Observe(probe, "nine attempts", Retrying.Policy() with { MaxAttempts = 9, MaxDelay = TimeSpan.FromSeconds(4) }, "503");

        RunningClock clock = new();
        int made = 0;
        Task<string> thrown = Retry.RunAsync(
            (attempt, token) => ++made == 1 ? throw new ApiFailure(503) : Task.FromResult("hello"), Retrying.Policy(), clock);
        _ = clock.Run(thrown);
        probe.Observe("thrown before there is a task: how it ends", FaultyServer.Ending(thrown));
        probe.Observe("thrown before there is a task: attempts", made);
    }
}

public sealed class FinalFailures() : Check("M10.E6.final", "does not repeat a request that will fail again")
{
    public override void Probe(Probe probe)
    {
        foreach (string what in new[] { "400", "401", "403", "404", "422", "501", "bug", "cancel" })
            Retrying.Observe(probe, what, Retrying.Policy(), what, "hello");
        Retrying.Observe(probe, "400 with a header", Retrying.Policy(), new("400", 0, "1"), "hello");
        Retrying.Observe(probe, "a final failure later", Retrying.Policy(), "503", "403", "hello");
    }
}

public sealed class ServersThatAsk()
    : Check("M10.E6.asked", "waits as long as the server asks, and the jitter on top, or gives up", points: 2)
{
    public override void Probe(Probe probe)
    {
        Retrying.Observe(probe, "seconds", Retrying.Policy(), new("429", 0, "7"), "hello");
        Retrying.Observe(probe, "seconds, later fewer", Retrying.Policy(), new("503", 0, "20"), new("503", 0, "2"), "hello");
        Retrying.Observe(probe, "none", Retrying.Policy(), new("503", 0, "0"), "hello");
        Retrying.Observe(probe, "a date", Retrying.Policy(), new("503", 4, "Sun, 01 Mar 2026 12:00:30 GMT"), "hello");
        Retrying.Observe(probe, "a date that has passed", Retrying.Policy(), new("503", 4, "Sun, 01 Mar 2026 12:00:03 GMT"), "hello");
        Retrying.Observe(probe, "a text", Retrying.Policy(), new("503", 0, "in a while"), "hello");
        Retrying.Observe(probe, "as long as may be", Retrying.Policy(), new("503", 0, "60"), "hello");
        Retrying.Observe(probe, "a second longer", Retrying.Policy(), new("503", 0, "61"), "hello");
        Retrying.Observe(probe, "a lifetime", Retrying.Policy(), new("503", 0, "99999999999"), "hello");
    }
}

public sealed class AttemptsTakeTooLong()
    : Check("M10.E6.timeout", "ends an attempt at its timeout, whether it listens or not, and tries again", points: 2)
{
    public override void Probe(Probe probe)
    {
        RetryPolicy policy = Retrying.Policy() with { AttemptTimeout = TimeSpan.FromSeconds(10) };
        Retrying.Observe(probe, "it listens", policy, new("late", 11), "hello");
        Retrying.Observe(probe, "it is deaf", policy, new("late", 100, null, true), "hello");
        Retrying.Observe(probe, "it is deaf, and fails at last", policy, new("400", 100, null, true), new("hello", 9));
        Retrying.Observe(probe, "always", policy, new FaultyAnswer("late", 11));
        Retrying.Observe(probe, "in time", policy, new FaultyAnswer("hello", 9.999));
    }
}

public sealed class DeadlinesOfCalls()
    : Check("M10.E6.deadline", "begins no attempt at the deadline or after it, and ends one that reaches it", points: 2)
{
    public override void Probe(Probe probe)
    {
        RetryPolicy policy = Retrying.Policy() with { Deadline = TimeSpan.FromSeconds(20), MaxAttempts = 100 };
        Retrying.Observe(probe, "failures at once", policy, "503");
        Retrying.Observe(probe, "failures after a while", policy, new FaultyAnswer("503", 6));
        Retrying.Observe(probe, "the server asks for more than is left", policy, new("503", 0, "20"), "hello");
        Retrying.Observe(probe, "an attempt reaches it", policy, new("503", 5), new("late", 30));
        Retrying.Observe(probe, "a deaf attempt reaches it", policy, new("503", 5), new("late", 50, null, true));
        RetryPolicy quick = policy with { BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) };
        Retrying.Observe(probe, "the next would begin just then", quick, new("503", 10, "10"), "hello");
        Retrying.Observe(probe, "the next begins just before", quick with { Deadline = TimeSpan.FromSeconds(20.001) },
            new("503", 10, "10"), "hello");
    }
}

public sealed class CancelledCalls() : Check("M10.E6.cancel", "ends at once when it is cancelled, waiting or asking")
{
    public override void Probe(Probe probe)
    {
        _ = Observe(probe, "before", 0, Retrying.Policy(), "hello");
        _ = Observe(probe, "during a wait", 0.75, Retrying.Policy(), new("503", 0, "30"), "hello");
        CancellationToken[] given =
        [
            Observe(probe, "during an attempt", 2, Retrying.Policy(), new FaultyAnswer("hello", 5)),
            Observe(probe, "during a deaf attempt", 2, Retrying.Policy(), new FaultyAnswer("hello", 500, null, true)),
            Observe(probe, "during the last attempt", 2, Retrying.Policy() with { MaxAttempts = 1 },
                new FaultyAnswer("hello", 500, null, true)),
        ];
        _ = RunningClock.Wait(() => given.All(token => token.IsCancellationRequested));
        probe.Observe("requests on their way that were not told", given.Count(token => !token.IsCancellationRequested));
    }

    /// <returns>The token of the last request.</returns>
    private static CancellationToken Observe(Probe probe, string name, double after, RetryPolicy policy, params FaultyAnswer[] script)
    {
        RunningClock clock = new();
        FaultyServer server = new(clock, script);
        using CancellationTokenSource stop = new();
        if (after == 0) stop.Cancel();
        CancellationToken given = default;
        Task<string> call = Retry.RunAsync(
            (attempt, token) =>
            {
                given = token;
                return server.AnswerAsync(token);
            },
            policy, clock, stop.Token);
        if (after > 0) clock.Advance(after);
        probe.Observe($"{name}: it is not over yet", !call.IsCompleted);
        stop.Cancel();
        _ = RunningClock.Wait(() => call.IsCompleted);
        probe.Observe($"{name}: how it ends", FaultyServer.Ending(call));
        clock.Advance(100);
        probe.Observe($"{name}: requests", server.Asked);
        return given;
    }
}

public sealed class KeysOfCalls() : Check("M10.E6.key", "sends one key with all attempts of a call, and another with the next call's")
{
    public override void Probe(Probe probe)
    {
        HashSet<string> all = [];
        for (int call = 0; call < 20; call++)
        {
            RunningClock clock = new();
            List<string> keys = [];
            Task<string> run = Retry.RunAsync<string>(
                (attempt, token) =>
                {
                    keys.Add(attempt.IdempotencyKey);
                    return attempt.Number < 4 ? Task.FromException<string>(new ApiFailure(503)) : Task.FromResult("hello");
                },
                Retrying.Policy(), clock);
            _ = clock.Run(run);
            if (call == 0) probe.Observe("how it ends", FaultyServer.Ending(run));
            if (call == 0) probe.Observe("keys of one call", keys.Distinct().Count());
            if (call == 0) probe.Observe("long enough not to be guessed", keys[0] is { Length: >= 16 and <= 255 });
            all.UnionWith(keys);
        }

        probe.Observe("keys of twenty calls with one seed", all.Count);
    }
}

public sealed class PoliciesOutOfRange() : Check("M10.E6.policies", "refuses policies out of range before anything is asked")
{
    public override void Probe(Probe probe)
    {
        RunningClock clock = new();
        FaultyServer server = new(clock, "hello");
        void Try(string name, RetryPolicy policy) =>
            probe.ObserveThrows<ArgumentException>(name,
                () => Retry.RunAsync((attempt, token) => server.AnswerAsync(token), policy, clock).GetAwaiter().GetResult());
        RetryPolicy good = Retrying.Policy();
        Try("no attempt", good with { MaxAttempts = 0 });
        Try("no base", good with { BaseDelay = TimeSpan.Zero });
        Try("a bound below the base", good with { MaxDelay = TimeSpan.FromSeconds(0.4) });
        Try("no time for an attempt", good with { AttemptTimeout = TimeSpan.Zero });
        Try("no time at all", good with { Deadline = TimeSpan.Zero });
        Try("a negative Retry-After", good with { MaxRetryAfter = TimeSpan.FromSeconds(-1) });
        Try("no policy", null!);
        probe.ObserveThrows<ArgumentException>("no call", () => Retry.RunAsync<string>(null!, good, clock).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no clock",
            () => Retry.RunAsync((attempt, token) => server.AnswerAsync(token), good, null!).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("attempt 0", () => Retry.Backoff(good, 0, new Xoshiro256(1)));
        probe.ObserveThrows<ArgumentException>("a bad policy for a wait",
            () => Retry.Backoff(good with { BaseDelay = TimeSpan.Zero }, 1, new Xoshiro256(1)));
        probe.ObserveAccepts("a good one",
            () => Retry.RunAsync((attempt, token) => server.AnswerAsync(token), good, clock).GetAwaiter().GetResult());
        probe.Observe("requests", server.Asked);
    }
}
