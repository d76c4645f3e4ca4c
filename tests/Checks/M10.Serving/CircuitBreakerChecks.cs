using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>A breaker with a clock, and short words for what happens to it.</summary>
internal sealed class BreakerRig
{
    private readonly RunningClock _clock = new();
    private readonly List<string> _log = [];
    private readonly CircuitBreaker _breaker;

    public BreakerRig(int failures = 3, double window = 10, double rest = 5) =>
        _breaker = new CircuitBreaker(new BreakerOptions(failures, TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(rest)), _clock);

    public string Log => string.Join('\n', _log);

    public CircuitBreaker Breaker => _breaker;

    public RunningClock Clock => _clock;

    /// <summary>Makes requests that end at once, one after the other, each as a word says.</summary>
    public BreakerRig Ask(params string[] answers)
    {
        foreach (string answer in answers)
        {
            FaultyServer server = new(_clock, answer);
            Task<string> call = _breaker.RunAsync(token => server.AnswerAsync(token));
            Note($"{answer} → {FaultyServer.Ending(call)}{(server.Asked == 1 ? "" : " (not asked)")}");
        }

        return this;
    }

    /// <summary>Lets time pass.</summary>
    public BreakerRig Pass(double seconds)
    {
        _clock.Advance(seconds);
        Note("later");
        return this;
    }

    /// <summary>Begins a request, whose end comes when it is given to what is returned.</summary>
    public TaskCompletionSource<string> Begin(string name)
    {
        TaskCompletionSource<string> end = new();
        bool isAsked = false;
        Task<string> call = _breaker.RunAsync(token =>
        {
            isAsked = true;
            return end.Task;
        });
        Note($"{name} begins{(isAsked ? "" : $", and is refused: {FaultyServer.Ending(call)}")}");
        return end;
    }

    /// <summary>Notes the state after something.</summary>
    public void Note(string what) =>
        _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_clock.Seconds:0.0000000} s: {what}, {_breaker.State}"));
}

public sealed class BreakersOpen()
    : Check("M10.E6.breaker-opens", "opens when so many requests have failed within the window, and keeps requests away", points: 2)
{
    private const double Tick = 1e-7;

    public override void Probe(Probe probe)
    {
        probe.Observe("three failures", new BreakerRig().Ask("hello", "503", "lost", "timeout", "hello").Log);
        probe.Observe("successes between", new BreakerRig().Ask("503", "hello", "503", "hello", "hello", "503", "hello").Log);
        probe.Observe("one is just too old",
            new BreakerRig().Ask("503").Pass(4).Ask("503").Pass(6).Ask("503", "hello").Pass(3.9999999).Ask("503", "hello").Log);
        probe.Observe("one is not quite too old", new BreakerRig().Ask("503").Pass(4).Ask("503").Pass(6 - Tick).Ask("503", "hello").Log);
        probe.Observe("long ago", new BreakerRig().Ask("503", "503").Pass(60).Ask("503", "hello").Log);
        probe.Observe("what is no fault of the server",
            new BreakerRig(1).Ask("400", "401", "404", "408", "409", "422", "429", "499", "cancel", "bug", "hello").Log);
        foreach (string what in new[] { "500", "501", "504", "529", "lost", "timeout" })
            probe.Observe($"one {what}", new BreakerRig(1).Ask(what, "hello").Log);
        probe.Observe("the time that is left",
            new BreakerRig(1).Ask("503").Pass(1.5).Ask("hello").Pass(3.5 - Tick).Ask("hello").Pass(Tick).Ask("hello", "hello").Log);

        BreakerRig slow = new();
        TaskCompletionSource<string> end = slow.Begin("a slow request");
        _ = slow.Pass(9);
        end.SetException(new ApiFailure(503));
        slow.Note("the slow one fails");
        probe.Observe("a failure after a while", slow.Pass(2).Ask("503", "503", "hello").Log);

        BreakerRig hasty = new(1);
        Task<string> thrown = hasty.Breaker.RunAsync<string>(token => throw new ApiFailure(503));
        hasty.Note($"503, before there is a task → {FaultyServer.Ending(thrown)}");
        _ = hasty.Ask("hello").Pass(5);
        thrown = hasty.Breaker.RunAsync<string>(token => throw new InvalidOperationException("a bug"));
        hasty.Note($"a bug, before there is a task → {FaultyServer.Ending(thrown)}");
        probe.Observe("thrown before there is a task", hasty.Ask("hello", "hello").Log);
    }
}

public sealed class BreakersProbe()
    : Check("M10.E6.breaker-half-open", "lets one request through after the break, and goes by how it ends", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("it is answered",
            new BreakerRig().Ask("503", "503", "503").Pass(5).Ask("hello", "503", "503", "hello", "503", "hello").Log);
        probe.Observe("it fails",
            new BreakerRig().Ask("503", "503", "503").Pass(5).Ask("lost", "hello").Pass(4).Ask("hello").Pass(1).Ask("hello", "hello").Log);
        probe.Observe("it is refused", new BreakerRig().Ask("503", "503", "503").Pass(6).Ask("400", "503", "503", "hello").Log);
        probe.Observe("it is cancelled", new BreakerRig().Ask("503", "503", "503").Pass(6).Ask("cancel", "bug", "503", "hello").Log);

        BreakerRig rig = new();
        TaskCompletionSource<string> old = rig.Begin("an old request"), older = rig.Begin("another one");
        _ = rig.Ask("503", "503", "503").Pass(3);
        old.SetException(new ApiFailure(503));
        rig.Note("the old one fails");
        _ = rig.Pass(2);
        TaskCompletionSource<string> first = rig.Begin("a probe");
        _ = rig.Ask("hello");
        older.SetResult("hello");
        rig.Note("the other old one is answered");
        _ = rig.Ask("hello");
        first.SetException(new ApiFailure(500));
        rig.Note("the probe fails");
        _ = rig.Ask("hello").Pass(5);
        TaskCompletionSource<string> second = rig.Begin("the next probe");
        _ = rig.Pass(50).Ask("hello");
        second.SetResult("hello");
        rig.Note("it is answered");
        _ = rig.Ask("503", "503", "hello");
        probe.Observe("old requests end late", rig.Log);

        BreakerRig late = new(1);
        TaskCompletionSource<string> slow = late.Begin("an old request");
        _ = late.Ask("503").Pass(3);
        slow.SetException(new ApiFailure(503));
        late.Note("the old one fails");
        probe.Observe("an old request does not prolong the break", late.Pass(2).Ask("hello").Log);

        BreakerRig healed = new(1);
        TaskCompletionSource<string> before = healed.Begin("an old request");
        _ = healed.Ask("503").Pass(5).Ask("hello");
        before.SetException(new ApiFailure(503));
        healed.Note("the old one fails");
        probe.Observe("an old request fails when the breaker is closed again", healed.Ask("hello").Log);

        BreakerRig again = new BreakerRig(1).Ask("503").Pass(6);
        TaskCompletionSource<string> probing = again.Begin("a probe");
        _ = again.Pass(3);
        probing.SetException(new ApiFailure(503));
        again.Note("the probe fails");
        probe.Observe("a probe fails after a while", again.Pass(4).Ask("hello").Pass(1).Ask("hello").Log);

        bool isAsked = false;
        Task<string> Cancelled(BreakerRig rig) => rig.Breaker.RunAsync(
            token =>
            {
                isAsked = true;
                return Task.FromResult("hello");
            },
            new CancellationToken(canceled: true));
        BreakerRig cancelled = new BreakerRig(1).Ask("503");
        probe.Observe("cancelled before, while it is open", FaultyServer.Ending(Cancelled(cancelled)));
        Task<string> call = Cancelled(cancelled.Pass(5));
        cancelled.Note($"cancelled before → {FaultyServer.Ending(call)}");
        probe.Observe("cancelled before", cancelled.Ask("hello").Log);
        probe.Observe("cancelled before: asked", isAsked);
    }
}

public sealed class BreakersAmongThreads()
    : Check("M10.E6.breaker-threads", "lets one of 64 callers through when the break is over, and counts every failure", points: 2)
{
    // Not a thread for each: a worker may have about a hundred, and those of the pool count too.
    private const int Callers = 64, Threads = 16;

    public override void Probe(Probe probe)
    {
        int asked = 0;
        BreakerRig rig = new BreakerRig(1).Ask("503").Pass(5);
        rig.Clock.Slowness = TimeSpan.FromMilliseconds(10); // whoever looks first and notes later is overtaken meanwhile
        TaskCompletionSource<string> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>[] calls = new Task<string>[Callers];
        using Barrier start = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = thread; i < Callers; i += Threads)
            {
                calls[i] = rig.Breaker.RunAsync(token =>
                {
                    _ = Interlocked.Increment(ref asked);
                    return end.Task;
                });
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        rig.Clock.Slowness = TimeSpan.Zero;
        probe.Observe("the only one", asked == 1);
        probe.Observe("refused", calls.Count(call => call.IsFaulted
            && FaultyServer.Ending(call).StartsWith("not let through", StringComparison.Ordinal)) == Callers - 1);
        end.SetResult("hello");

        int through = 0;
        BreakerRig counting = new(20_001);
        Parallel.For(0, 20_000, i =>
        {
            Task<string> call = counting.Breaker.RunAsync<string>(token =>
            {
                _ = Interlocked.Increment(ref through);
                return Task.FromException<string>(new ApiFailure(503));
            });
            _ = call.Exception;
        });
        counting.Note("20000 failures");
        probe.Observe("20000 failures of 20001", counting.Ask("503", "hello").Log);
        probe.Observe("20000 requests", through);

        BreakerRig free = new();
        using ManualResetEventSlim begun = new(), go = new();
        Task<string>? made = null;
        Thread blocked = new(() => made = free.Breaker.RunAsync(token =>
        {
            begun.Set();
            _ = go.Wait(TimeSpan.FromSeconds(6), CancellationToken.None);
            return Task.FromResult("hello");
        }))
        { IsBackground = true };
        Thread another = new(() => free.Ask("hello")) { IsBackground = true };
        blocked.Start();
        _ = begun.Wait(TimeSpan.FromSeconds(2));
        another.Start();
        probe.Observe("others get through while a call keeps its thread", another.Join(TimeSpan.FromSeconds(3)));
        go.Set();
        blocked.Join();
        another.Join();
        probe.Observe("the call that kept its thread", FaultyServer.Ending(made!));
    }
}

public sealed class BreakersOutOfRange() : Check("M10.E6.breaker-options", "refuses options out of range")
{
    public override void Probe(Probe probe)
    {
        RunningClock clock = new();
        TimeSpan second = TimeSpan.FromSeconds(1);
        probe.ObserveThrows<ArgumentException>("no failure", () => new CircuitBreaker(new BreakerOptions(0, second, second), clock));
        probe.ObserveThrows<ArgumentException>("no window", () => new CircuitBreaker(new BreakerOptions(1, TimeSpan.Zero, second), clock));
        probe.ObserveThrows<ArgumentException>("no break", () => new CircuitBreaker(new BreakerOptions(1, second, TimeSpan.Zero), clock));
        probe.ObserveThrows<ArgumentException>("no clock", () => new CircuitBreaker(new BreakerOptions(1, second, second), null!));
        probe.ObserveThrows<ArgumentException>("no call",
            () => new CircuitBreaker(new BreakerOptions(1, second, second), clock).RunAsync<string>(null!).GetAwaiter().GetResult());
        probe.ObserveAccepts("a tick each",
            () => new CircuitBreaker(new BreakerOptions(1, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)), clock));
    }
}
