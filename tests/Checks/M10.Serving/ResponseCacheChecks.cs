namespace LLMCourse.Checks.M10;

public sealed class OneFlight()
    : Check("M10.E3.single-flight", "generates once for 50 who ask at the same time, and once for all who come later", points: 2)
{
    public override void Probe(Probe probe)
    {
        ResponseCache cache = new(Caches.Of(1000));
        Generations generations = new();
        Task<string>[] callers = [.. Enumerable.Range(0, 50).Select(_ => cache.GetOrCreateAsync("key", generations.Start))];
        Task<string> another = cache.GetOrCreateAsync("another key", generations.Start);
        probe.Observe("both have begun", generations.Await(2));
        generations.ReplyAlways("Hello!");
        probe.Observe("what they get", string.Join(", ", callers.Select(Generations.Soon).Distinct()));
        probe.Observe("of the other key", Generations.Soon(another));
        probe.Observe("later", Generations.Soon(cache.GetOrCreateAsync("key", generations.Start)));
        probe.Observe("generations, 3 for more", Math.Min(3, generations.Count));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Number("generations, 3 for more") > 2
            ? Verdict.Fail("The same response is generated more than once.",
                hint: "Keep the task of the generation that is going on under its key, and let the others wait for it.")
            : evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class FailedFlight() : Check("M10.E3.failure", "tells everybody who waits of a failure, and does not cache it")
{
    public override void Probe(Probe probe)
    {
        ResponseCache cache = new(Caches.Of(1000));
        Generations generations = new();
        Task<string> begun = cache.GetOrCreateAsync("key", generations.Start);
        probe.Observe("has begun", generations.Await(1));
        Task<string> joined = cache.GetOrCreateAsync("key", generations.Start);
        generations.Fail(0, "no memory");
        probe.Observe("what the first gets", Generations.Soon(begun));
        probe.Observe("and the second", Generations.Soon(joined));
        Task<string> next = cache.GetOrCreateAsync("key", generations.Start);
        probe.Observe("the next begins anew", generations.Await(2));
        generations.Reply(1, "better");
        probe.Observe("and gets", Generations.Soon(next));
        probe.Observe("a failure at once",
            Generations.Soon(cache.GetOrCreateAsync("other", _ => throw new InvalidOperationException("at once"))));
        Task<string> after = cache.GetOrCreateAsync("other", generations.Start);
        probe.Observe("begins anew, too", generations.Await(3));
        generations.Reply(2, "fine");
        probe.Observe("with", Generations.Soon(after));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CancelledCallers()
    : Check("M10.E3.cancellation", "goes on for the others when one cancels, and stops when the last one does", points: 2)
{
    public override void Probe(Probe probe)
    {
        ResponseCache cache = new(Caches.Of(1000));
        Generations generations = new();
        using CancellationTokenSource first = new(), second = new(), third = new();
        Task<string> one = cache.GetOrCreateAsync("key", generations.Start, first.Token);
        probe.Observe("has begun", generations.Await(1));
        Task<string> two = cache.GetOrCreateAsync("key", generations.Start, second.Token);
        first.Cancel();
        probe.Observe("the first, who began it", Generations.Soon(one));
        probe.Observe("it goes on", !generations.IsCancelled(0));
        generations.Reply(0, "for the second");
        probe.Observe("the second", Generations.Soon(two));
        probe.Observe("later", Generations.Soon(cache.GetOrCreateAsync("key", generations.Start)));

        int left = generations.Count;
        Task<string> again = cache.GetOrCreateAsync("left", generations.Start, second.Token);
        probe.Observe("another has begun", generations.Await(left + 1));
        Task<string>[] both = [again, cache.GetOrCreateAsync("left", generations.Start, third.Token)];
        second.Cancel();
        third.Cancel();
        probe.Observe("both cancel", string.Join(", ", both.Select(Generations.Soon)));
        probe.Observe("it is stopped", generations.IsCancelled(left));
        Task<string> next = cache.GetOrCreateAsync("left", generations.Start);
        probe.Observe("the next begins anew", generations.Await(left + 2));
        generations.Reply(left, "too late");
        probe.Observe("does not get what nobody waited for",
            next.Wait(TimeSpan.FromMilliseconds(100)) ? Generations.Soon(next) : "nothing yet");
        Task<string> joined = cache.GetOrCreateAsync("left", generations.Start);
        generations.Reply(left + 1, "in time");
        probe.Observe("but its own", Generations.Soon(next));
        probe.Observe("as does who joins", Generations.Soon(joined));
        probe.Observe("generations so far", generations.Count);
        probe.Observe("cancelled before", Generations.Soon(cache.GetOrCreateAsync("new", generations.Start, third.Token)));
        probe.Observe("cancelled before, without a key", Generations.Soon(cache.GetOrCreateAsync(null, generations.Start, third.Token)));
        _ = generations.Await(generations.Count + 1, TimeSpan.FromMilliseconds(50));
        probe.Observe("generations then", generations.Count);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BypassedCache() : Check("M10.E3.bypass", "generates anew for every request without a key, and stores nothing")
{
    public override void Probe(Probe probe)
    {
        LruCache<string, string> store = Caches.Of(1000);
        ResponseCache cache = new(store);
        Generations generations = new();
        using CancellationTokenSource source = new();
        Task<string> one = cache.GetOrCreateAsync(null, generations.Start, source.Token),
            two = cache.GetOrCreateAsync(null, generations.Start);
        probe.Observe("both begin", generations.Await(2));
        generations.Reply(0, "first");
        generations.Reply(1, "second");
        probe.Observe("one", Generations.Soon(one));
        probe.Observe("two", Generations.Soon(two));
        source.Cancel();
        probe.Observe("with the caller's token", generations.IsCancelled(0));
        probe.Observe("nothing is stored", Caches.State(store));
        ResponseRequest request = new([new("user", "Hello")]);
        foreach (string tenant in (string[])["ada", "bob", "ada"])
        {
            int count = generations.Count;
            Task<string> reply = cache.GetOrCreateAsync(ResponseKey.For(tenant, "m", request), generations.Start);
            if (generations.Count > count || SpinWait.SpinUntil(() => generations.Count > count || reply.IsCompleted, 1000))
                generations.Reply(count, $"for {tenant}");
            probe.Observe($"{tenant}, {count}", Generations.Soon(reply));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
