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

        // Another one comes just when the response is put into the store.
        Generations counted = new();
        Task<string>? late = null;
        ResponseCache? busy = null;
        LruCache<string, string> store = new(100, null, (name, text) =>
        {
            if (busy is not null && late is null)
            {
                late = Task.FromResult("");
                Thread other = new(() => late = busy.GetOrCreateAsync("key", counted.Start)) { IsBackground = true };
                other.Start();
                _ = other.Join(TimeSpan.FromMilliseconds(120));
            }

            return text.Length;
        }, new RateClock());
        busy = new ResponseCache(store);
        counted.ReplyAlways("stored");
        probe.Observe("while it is stored", Generations.Soon(busy.GetOrCreateAsync("key", counted.Start)));
        _ = counted.Await(2, TimeSpan.FromMilliseconds(150));
        probe.Observe("generations then, 2 for more", Math.Min(2, counted.Count));
        ResponseCache small = new(Caches.Of(3));
        probe.Observe("one that the store has no room for", Generations.Soon(small.GetOrCreateAsync("key", _ => Task.FromResult("12345"))));
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
        probe.Observe("a generation that gives up by itself",
            Generations.Soon(cache.GetOrCreateAsync("tired", _ => Task.FromException<string>(new OperationCanceledException("tired")))));
        Task<string> rested = cache.GetOrCreateAsync("tired", generations.Start);
        probe.Observe("is a failure like any other", generations.Await(4));
        generations.Reply(3, "rested");
        probe.Observe("so that the next gets", Generations.Soon(rested));
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

        // Most generations obey, and fail once they are stopped, when another may have begun.
        int obeys = generations.Count;
        using CancellationTokenSource fourth = new();
        Task<string> alone = cache.GetOrCreateAsync("obeys", generations.Start, fourth.Token);
        probe.Observe("one that obeys has begun", generations.Await(obeys + 1));
        fourth.Cancel();
        probe.Observe("it is left alone", Generations.Soon(alone));
        Task<string> following = cache.GetOrCreateAsync("obeys", generations.Start);
        probe.Observe("the one after it has begun", generations.Await(obeys + 2));
        generations.Fail(obeys, "stopped");
        _ = generations.Await(obeys + 3, TimeSpan.FromMilliseconds(50));
        Task<string> late = cache.GetOrCreateAsync("obeys", generations.Start);
        _ = generations.Await(obeys + 3, TimeSpan.FromMilliseconds(50));
        generations.Reply(obeys + 1, "whole");
        probe.Observe("who follows", Generations.Soon(following));
        probe.Observe("who comes later", Generations.Soon(late));
        probe.Observe("generations for these three", generations.Count - obeys);
        probe.Observe("cancelled before, though it is there", Generations.Soon(cache.GetOrCreateAsync("key", generations.Start, third.Token)));
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
