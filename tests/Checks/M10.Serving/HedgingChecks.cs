using System.Globalization;
using System.Runtime.CompilerServices;

namespace LLMCourse.Checks.M10;

/// <summary>What the checks of <see cref="Hedging"/> share.</summary>
internal static class Hedges
{
    /// <summary>Hedges two requests with a delay of two seconds, and observes what happened.</summary>
    public static void Observe(Probe probe, string name, FaultyAnswer first, FaultyAnswer second, double delay = 2, double cancelAfter = 0)
    {
        RunningClock clock = new();
        FaultyServer one = new(clock, first), two = new(clock, second);
        using CancellationTokenSource stop = new();
        List<CancellationToken> tokens = [];
        Task<string> Ask(FaultyServer server, CancellationToken token)
        {
            lock (tokens) tokens.Add(token);
            return server.AnswerAsync(token);
        }

        Task<string> call =
            Hedging.RunAsync(token => Ask(one, token), token => Ask(two, token), TimeSpan.FromSeconds(delay), clock, stop.Token);
        if (cancelAfter > 0)
        {
            clock.Advance(cancelAfter);
            stop.Cancel();
        }

        _ = clock.Run(call);
        probe.Observe($"{name}: how it ends", FaultyServer.Ending(call));
        probe.Observe($"{name}: when", string.Create(CultureInfo.InvariantCulture, $"{clock.Seconds:0.000} s"));
        clock.Settle();
        probe.Observe($"{name}: the first", one.Log);
        probe.Observe($"{name}: the second", two.Log);
        probe.Observe($"{name}: tokens that are not cancelled", tokens.Count(token => !token.IsCancellationRequested));
        if (!first.IsDeaf && !second.IsDeaf) probe.Observe($"{name}: timers left", clock.Waiting);
        clock.Advance(1000);
        probe.Observe($"{name}: requests", one.Asked + two.Asked);
    }
}

public sealed class HedgedInTime()
    : VisibleCheck("M10.E6.hedge", "asks the second when the first is slow, and takes what comes first", points: 2)
{
    public override void Probe(Probe probe)
    {
        Hedges.Observe(probe, "a quick first", new("one", 1.999), new("two", 1));
        Hedges.Observe(probe, "at once", "one", new("two", 1));
        Hedges.Observe(probe, "a slow first", new("one", 10), new("two", 3));
        Hedges.Observe(probe, "a first that is not quite as slow", new("one", 4), new("two", 3));
        Hedges.Observe(probe, "a deaf first", new("one", 500, null, true), new("two", 3));
        Hedges.Observe(probe, "a deaf second", new("one", 3), new("two", 500, null, true));
        Hedges.Observe(probe, "no delay", new("one", 2), new("two", 1), delay: 0);
        Hedges.Observe(probe, "no delay, and an answer at once", "one", "two", delay: 0);
    }
}

public sealed class HedgedFailures()
    : Check("M10.E6.hedge-failures", "asks the second as soon as the first has failed, and fails only if both do", points: 2)
{
    public override void Probe(Probe probe)
    {
        Hedges.Observe(probe, "the first fails early", new("503", 0.5), new("two", 3));
        Hedges.Observe(probe, "the first fails at once", "503", "two");
        Hedges.Observe(probe, "the first fails late", new("503", 3), new("two", 3));
        Hedges.Observe(probe, "the second fails", new("one", 4), new("500", 1));
        Hedges.Observe(probe, "both fail, the first early", new("503", 0.5), new("400", 3));
        Hedges.Observe(probe, "both fail, the first last", new("lost", 5), new("400", 1));
        Hedges.Observe(probe, "the first cancels itself", new("cancel", 1), new("two", 3));
        Hedges.Observe(probe, "the second cancels itself", new("one", 4), new("cancel", 1));
        Hedges.Observe(probe, "cancelled while one is asked", new("one", 5), "two", cancelAfter: 1);
        Hedges.Observe(probe, "cancelled while both are asked", new("one", 5), new("two", 5), cancelAfter: 3);
        Hedges.Observe(probe, "cancelled while both are deaf", new("one", 500, null, true), new("two", 500, null, true), cancelAfter: 3);

        Hedges.Observe(probe, "cancelled while the one that is left is deaf", new("503", 0.5), new("two", 500, null, true), cancelAfter: 3);

        RunningClock clock = new();
        Task<string> thrown =
            Hedging.RunAsync(token => throw new ApiFailure(502), token => Task.FromResult("two"), TimeSpan.FromSeconds(1), clock);
        _ = clock.Run(thrown);
        probe.Observe("thrown before there is a task", FaultyServer.Ending(thrown));
        FaultyServer slow = new(clock, new FaultyAnswer("one", 4));
        Task<string> second =
            Hedging.RunAsync(token => slow.AnswerAsync(token), token => throw new ApiFailure(502), TimeSpan.FromSeconds(1), clock);
        _ = clock.Run(second);
        probe.Observe("thrown by the second before there is a task", FaultyServer.Ending(second));
        bool isAsked = false;
        Task<string> before = Hedging.RunAsync(Note, Note, TimeSpan.Zero, clock, new CancellationToken(canceled: true));
        _ = clock.Run(before);
        probe.Observe("cancelled before", FaultyServer.Ending(before));
        probe.Observe("cancelled before: asked", isAsked);
        probe.ObserveThrows<ArgumentException>("a negative delay",
            () => Hedging.RunAsync(Note, Note, TimeSpan.FromSeconds(-1), clock).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("a delay without an end",
            () => Hedging.RunAsync(Note, Note, Timeout.InfiniteTimeSpan, clock).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("more than a day",
            () => Hedging.RunAsync(Note, Note, TimeSpan.FromDays(1) + TimeSpan.FromTicks(1), clock).GetAwaiter().GetResult());
        probe.ObserveAccepts("a day", () => Hedging.RunAsync(Note, Note, TimeSpan.FromDays(1), clock).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no second",
            () => Hedging.RunAsync(Note, null!, TimeSpan.Zero, clock).GetAwaiter().GetResult());

        Task<string> Note(CancellationToken token)
        {
            isAsked = true;
            return Task.FromResult("hello");
        }
    }
}

public sealed class LosersAreObserved() : Check("M10.E6.hedge-loser", "observes the exception of a request that lost or was given up")
{
    private const string Mark = "the loser's", MarkOfBoth = "one of two";

    public override void Probe(Probe probe)
    {
        int unobserved = 0, unobservedOfBoth = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            string text = e.Exception.ToString();
            if (text.Contains(Mark, StringComparison.Ordinal)) _ = Interlocked.Increment(ref unobserved);
            if (text.Contains(MarkOfBoth, StringComparison.Ordinal)) _ = Interlocked.Increment(ref unobservedOfBoth);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            probe.Observe("the results", string.Join(' ', Race()));
            probe.Observe("how it ends when both fail", string.Join(' ', FailBoth()));
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        probe.Observe("exceptions that nobody has seen", unobserved > 0);
        probe.Observe("exceptions that nobody has seen when both fail", unobservedOfBoth > 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<string> FailBoth()
    {
        List<string> results = [];
        for (int i = 0; i < 8; i++)
        {
            RunningClock clock = new();
            TaskCompletionSource<string> one = new(), two = new();
            Task<string> call = Hedging.RunAsync(token => one.Task, token => two.Task, TimeSpan.FromSeconds(1), clock);
            clock.Advance(1);
            if (i % 2 == 0) one.SetException(new ApiFailure(503));
            two.SetException(new InvalidOperationException(MarkOfBoth));
            if (i % 2 == 1) one.SetException(new ApiFailure(503));
            _ = RunningClock.Wait(() => call.IsCompleted);
            results.Add(FaultyServer.Ending(call));
        }

        return results;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<string> Race()
    {
        List<string> results = [];
        for (int i = 0; i < 8; i++)
        {
            RunningClock clock = new();
            TaskCompletionSource<string> loser = new(), winner = new();
            Task<string> call = i % 2 == 0
                ? Hedging.RunAsync(token => loser.Task, token => winner.Task, TimeSpan.FromSeconds(1), clock)
                : Hedging.RunAsync(token => winner.Task, token => loser.Task, TimeSpan.FromSeconds(1), clock);
            clock.Advance(1);
            winner.SetResult("won");
            _ = RunningClock.Wait(() => call.IsCompleted);
            results.Add(FaultyServer.Ending(call));
            loser.SetException(new InvalidOperationException(Mark));
        }

        for (int i = 0; i < 4; i++)
        {
            RunningClock clock = new();
            TaskCompletionSource<string> slow = new();
            RetryPolicy policy = Retrying.Policy() with { AttemptTimeout = TimeSpan.FromSeconds(1) };
            Task<string> call =
                Retry.RunAsync((attempt, token) => attempt.Number == 1 ? slow.Task : Task.FromResult("again"), policy, clock);
            _ = clock.Run(call);
            results.Add(FaultyServer.Ending(call));
            slow.SetException(new InvalidOperationException(Mark));
        }

        return results;
    }
}
