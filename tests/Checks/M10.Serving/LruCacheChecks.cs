using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>Caches of texts, whose size is their length, as texts.</summary>
internal static class Caches
{
    public static LruCache<string, string> Of(long bytes, TimeProvider? clock = null, TimeSpan? timeToLive = null) =>
        new(bytes, timeToLive, (_, text) => text.Length, clock ?? new RateClock());

    public static string Find(LruCache<string, string> cache, string key) => cache.TryGet(key, out string? value) ? $"'{value}'" : "none";

    public static string State(LruCache<string, string> cache) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cache.Count} entries, {cache.Bytes} bytes, {cache.Statistics.Hits} hits, {cache.Statistics.Misses} misses, {cache.Statistics.Evictions} evictions");
}

public sealed class LruByHand()
    : VisibleCheck("M10.E3.lru-by-hand", "forgets what was not used for the longest time, when there is no room")
{
    public override void Probe(Probe probe)
    {
        LruCache<string, string> cache = Caches.Of(10);
        probe.Observe("a", cache.Set("a", "four"));
        probe.Observe("b", cache.Set("b", "five."));
        probe.Observe("a is found", Caches.Find(cache, "a"));
        probe.Observe("c", cache.Set("c", "six..."));
        probe.Observe("b is gone", Caches.Find(cache, "b"));
        probe.Observe("a is not", Caches.Find(cache, "a"));
        probe.Observe("nor c", Caches.Find(cache, "c"));
        probe.Observe("state", Caches.State(cache));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LruSizes() : Check("M10.E3.lru-sizes", "counts the bytes of what is replaced, removed or too large", points: 2)
{
    public override void Probe(Probe probe)
    {
        LruCache<string, string> cache = Caches.Of(10);
        _ = cache.Set("a", "1234");
        _ = cache.Set("b", "123");
        probe.Observe("a larger value for a key", cache.Set("a", "1234567"));
        probe.Observe("which fits beside the other", Caches.State(cache));
        probe.Observe("a smaller one", cache.Set("a", "1"));
        probe.Observe("then", Caches.State(cache));
        probe.Observe("all that fits", cache.Set("c", "123456"));
        probe.Observe("is full", Caches.State(cache));
        probe.Observe("too large", cache.Set("d", "12345678901"));
        probe.Observe("evicts nothing", Caches.State(cache));
        probe.Observe("too large for a key that is there", cache.Set("b", "12345678901"));
        probe.Observe("loses the old value", Caches.Find(cache, "b"));
        probe.Observe("and its bytes", Caches.State(cache));
        probe.Observe("as large as everything", cache.Set("e", "1234567890"));
        probe.Observe("is alone", Caches.State(cache));
        probe.Observe("an empty one", cache.Set("f", ""));
        probe.Observe("has room", Caches.State(cache));
        probe.Observe("removed", cache.Remove("e"));
        probe.Observe("removed again", cache.Remove("e"));
        probe.Observe("after that", Caches.State(cache));
        probe.Observe("set after it was removed", cache.Set("e", "12345"));
        probe.Observe("at the end", Caches.State(cache));
        int asked = 0;
        LruCache<string, int> sized = new(10, null, (_, size) => (asked++, size).size, new RateClock());
        probe.ObserveThrows<InvalidOperationException>("a negative size", () => sized.Set("a", -1));
        _ = sized.Set("a", 5);
        probe.ObserveThrows<InvalidOperationException>("a negative size for a key that is there", () => sized.Set("a", -1));
        probe.Observe("changes nothing", sized.TryGet("a", out int old) && old == 5 && sized is { Count: 1, Bytes: 5 });
        asked = 0;
        foreach (int size in (int[])[3, 4]) _ = sized.Set("a", size);
        _ = sized.Set("b", 6);
        _ = sized.Set("c", 7);
        probe.Observe("removed when it is full", sized.Remove("c"));
        probe.Observe("how often four entries are asked for their size", asked);
        LruCache<string, long> vast = new(long.MaxValue, null, (_, size) => size, new RateClock());
        _ = vast.Set("a", long.MaxValue - 1);
        _ = vast.Set("b", 5);
        probe.Observe("of so many bytes as can be", string.Create(CultureInfo.InvariantCulture, $"{vast.Count} entries, {vast.Bytes} bytes"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LruOrder()
    : Check("M10.E3.lru-order", "evicts in the order of use over 600 operations, and never holds more than it may", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        LruCache<string, string> cache = Caches.Of(60, clock, TimeSpan.FromSeconds(90));
        List<int> found = [], bytes = [];
        for (int i = 0; i < 600; i++)
        {
            string key = probe.Random.NextInteger(0, 14).ToString(CultureInfo.InvariantCulture);
            clock.Advance(TimeSpan.FromSeconds(probe.Random.NextInteger(0, 8)));
            switch (probe.Random.NextInteger(0, 9))
            {
                case < 5: found.Add(cache.TryGet(key, out string? value) ? value.Length : -1); break;
                case < 8: found.Add(cache.Set(key, new string('x', (int)probe.Random.NextInteger(0, 25))) ? 1 : 0); break;
                default: found.Add(cache.Remove(key) ? 1 : 0); break;
            }

            bytes.Add((int)cache.Bytes);
        }

        probe.Observe("bytes", bytes);
        probe.Observe("answers", found);
        probe.Observe("state", Caches.State(cache));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Tensor("bytes").Values.Any(bytes => bytes is < 0 or > 60)
            ? Verdict.Fail("At some time the cache holds more bytes than it may, or fewer than none.",
                hint: "Make room before you add, and take off what goes.")
            : evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LruTimes()
    : Check("M10.E3.lru-time", "lets an entry live for its time from when it was set, and not longer because it is read")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        LruCache<string, string> cache = Caches.Of(100, clock, TimeSpan.FromMinutes(1));
        _ = cache.Set("a", "1234");
        clock.Advance(TimeSpan.FromSeconds(40));
        probe.Observe("after 40 s", Caches.Find(cache, "a"));
        _ = cache.Set("b", "12");
        clock.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        probe.Observe("a tick before the minute", Caches.Find(cache, "a"));
        clock.Advance(TimeSpan.FromTicks(1));
        probe.Observe("not asked for yet", Caches.State(cache));
        probe.Observe("at the minute", Caches.Find(cache, "a"));
        probe.Observe("is removed", Caches.State(cache));
        _ = cache.Set("b", "123");
        clock.Advance(TimeSpan.FromSeconds(59));
        probe.Observe("set again", Caches.Find(cache, "b"));
        clock.Advance(TimeSpan.FromSeconds(1));
        probe.Observe("removed when its time is over", cache.Remove("b"));
        LruCache<string, string> old = Caches.Of(100, clock);
        _ = old.Set("a", "1");
        clock.Advance(TimeSpan.FromDays(4000));
        probe.Observe("without a time to live", Caches.Find(old, "a"));

        // Clocks count as they like: this one a thousand stamps a second.
        RateClock coarse = new(1000);
        LruCache<string, string> other = Caches.Of(100, coarse, TimeSpan.FromSeconds(1));
        _ = other.Set("a", "1");
        coarse.Stamp += 999;
        probe.Observe("after 999 stamps of a second's thousand", Caches.Find(other, "a"));
        coarse.Stamp += 1;
        probe.Observe("after the thousandth", other.TryGet("a", out string? over));
        probe.Observe("one whose time is over is given all the same", over is not null);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LruCallers() : Check("M10.E3.lru-parallel", "holds together when a caller comes in the middle of another's call")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        // The one asks whether this is the key; the other takes the entry away.
        MeetingKey met = new("a");
        LruCache<MeetingKey, string> meeting = new(20, null, (_, text) => text.Length, clock);
        _ = meeting.Set(new MeetingKey("a"), "1234");
        _ = meeting.Set(new MeetingKey("b"), "12");
        Task<bool> second = met.Meanwhile(() => meeting.Remove(new MeetingKey("a")));
        bool first = meeting.Remove(met);
        if (met.Settle()) probe.Observe("of two who remove an entry one did", first != second.GetAwaiter().GetResult());
        probe.Observe("entries after that", meeting.Count);
        probe.Observe("bytes after that", meeting.Bytes);

        // The one has found the entry and asks whether it still lives; the other takes it away.
        LruCache<string, string> cache = Caches.Of(10, clock, TimeSpan.FromMinutes(1));
        _ = cache.Set("a", "1234");
        _ = cache.Set("b", "12");
        Task<bool> other = clock.MeanwhileAt(1, () => cache.Remove("a"));
        string found = Caches.Find(cache, "a");
        if (clock.Settle()) probe.Observe("the other removed it", other.GetAwaiter().GetResult());
        probe.Observe("found or not", found is "'1234'" or "none");
        probe.Observe("entries", cache.Count);
        probe.Observe("bytes", cache.Bytes);
        // The one sets an entry and asks the time; the other sets the same entry.
        LruCache<string, string> both = Caches.Of(20, clock);
        _ = both.Set("a", "1");
        other = clock.MeanwhileAt(1, () => both.Set("a", "123"));
        _ = both.Set("a", "12345");
        if (clock.Settle()) _ = other.GetAwaiter().GetResult();
        bool isOwn = both.TryGet("a", out string? last) && both.Bytes == last.Length && both.Count == 1;
        probe.Observe("the bytes of an entry that two have set are its own", isOwn);
        if (!isOwn) return; // what many do then is another thing each time
        LruCache<string, string> busy = Caches.Of(50);
        _ = Parallel.For(0, 64, caller =>
        {
            for (int i = 0; i < 200; i++)
            {
                string key = ((caller + i) % 20).ToString(CultureInfo.InvariantCulture);
                if (!busy.TryGet(key, out _)) _ = busy.Set(key, new string('x', 5));
            }
        });
        probe.Observe("after 64 callers",
            string.Create(CultureInfo.InvariantCulture,
                $"{busy.Count} entries, {busy.Bytes} bytes, {busy.Statistics.Hits + busy.Statistics.Misses} answers"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

/// <summary>A key that can have somebody else call when it is compared.</summary>
internal sealed class MeetingKey(string name) : IEquatable<MeetingKey>
{
    private readonly string _name = name;
    private Action? _meanwhile;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_name);

    public override bool Equals(object? obj) => Equals(obj as MeetingKey);

    public bool Equals(MeetingKey? other)
    {
        if (other is null || other._name != _name) return false;
        Interlocked.Exchange(ref _meanwhile, null)?.Invoke();
        Interlocked.Exchange(ref other._meanwhile, null)?.Invoke();
        return true;
    }

    /// <summary>Has somebody call when this key is next found equal, and waits until that call has ended, or must be held up.</summary>
    public Task<T> Meanwhile<T>(Func<T> call)
    {
        (Action start, Task<T> result) = Callers.Another(call);
        _meanwhile = start;
        return result;
    }

    /// <summary>Has nobody call any more; false if the key was never compared.</summary>
    public bool Settle() => Interlocked.Exchange(ref _meanwhile, null) is null;
}

public sealed class LruCost() : Check("M10.E3.lru-cost", "evicts one of many entries as quickly as one of few")
{
    private const int Entries = 200_000, Evicted = 2000;

    public override void Probe(Probe probe)
    {
        LruCache<int, int> cache = new(Entries, null, (_, _) => 1, new RateClock());
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Entries; i++) _ = cache.Set(i, i);
        TimeSpan filled = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Evicted; i++) _ = cache.Set(Entries + i, i);
        TimeSpan evicted = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < Evicted; i++) _ = cache.TryGet(Entries - 1 - i, out _);
        TimeSpan found = Environment.CpuUsage.TotalTime;

        // A hundredth of the calls that filled it: who looks through the entries each time needs many times as long all the same.
        probe.Observe("entries", cache.Count);
        probe.Observe("two thousand evictions take less than twice what filling took", evicted - filled < 2 * (filled - start));
        probe.Observe("and so do two thousand that are found", found - evicted < 2 * (filled - start));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict size = evidence.EqualsExpected("entries", Tolerance.Exact);
        if (!size.Passed) return size;
        return evidence.EqualsExpected("two thousand evictions take less than twice what filling took", Tolerance.Exact).Passed
            && evidence.EqualsExpected("and so do two thousand that are found", Tolerance.Exact).Passed
            ? Verdict.Pass
            : Verdict.Fail("In a cache of 200,000 entries, two thousand calls take more than twice as long as the two hundred thousand that filled it.",
                hint: "Every operation takes constant time: keep the entries in the order of their use, so that nobody has to look for the oldest.");
    }
}

public sealed class RequestKeys()
    : Check("M10.E3.keys", "gives two requests the same key if and only if they must get the same response", points: 2)
{
    public override void Probe(Probe probe)
    {
        ResponseRequest plain = new([new("system", "Be brief."), new("user", "Hello")]);
        ResponseRequest drawn = plain with { Temperature = 0.7, Seed = 1 };
        static ResponseRequest Says(params (string, string)[] messages) =>
            new([.. messages.Select(message => new ResponseMessage(message.Item1, message.Item2))]);

        // Each line has another key than all others.
        string?[] different =
        [
            ResponseKey.For("t", "m", plain), ResponseKey.For("tm", "", plain), ResponseKey.For("", "tm", plain),
            ResponseKey.For("m", "t", plain), ResponseKey.For("T", "m", plain), ResponseKey.For("t", "m2", plain),
            ResponseKey.For("t", "m", Says()), ResponseKey.For("t", "m", Says(("user", "Hello"), ("system", "Be brief."))),
            ResponseKey.For("t", "m", Says(("user", "Hello"))),
            ResponseKey.For("t", "m", Says(("system", "Be brief.user"), ("", "Hello"))),
            ResponseKey.For("t", "m", Says(("system", "Be brief."), ("userH", "ello"))),
            ResponseKey.For("t", "m", Says(("system", "Be brief."), ("user", "Hello "))),
            ResponseKey.For("t", "m", Says(("system", "Be brief."), ("user", "hello"))),
            ResponseKey.For("t", "m", Says(("system", "Be brief.:user:Hello"))), ResponseKey.For("t", "m", Says(("user", "\n"))),
            ResponseKey.For("t", "m", Says(("user", "\r\n"))),
            ResponseKey.For("t", "m", Says(("user", "\ud800"))), ResponseKey.For("t", "m", Says(("user", "\ud801"))),
            ResponseKey.For("t", "m", Says(("user", "\u00e9"))), ResponseKey.For("t", "m", Says(("user", "e\u0301"))),
            ResponseKey.For("t", "m", plain with { MaxTokens = 1 }), ResponseKey.For("t", "m", plain with { MaxTokens = 0 }),
            ResponseKey.For("t", "m", plain with { Stop = [""] }), ResponseKey.For("t", "m", plain with { Stop = ["a", "b"] }),
            ResponseKey.For("t", "m", plain with { Stop = ["ab"] }), ResponseKey.For("t", "m", plain with { Stop = ["a,b"] }),
            ResponseKey.For("t", "m", drawn), ResponseKey.For("t", "m", drawn with { Seed = 2 }),
            ResponseKey.For("t", "m", drawn with { Seed = 0 }),
            ResponseKey.For("t", "m", drawn with { TopP = 0.9 }),
            ResponseKey.For("t", "m", drawn with { Temperature = 0.7000000000000001 }),
            ResponseKey.For("t", "m", drawn with { MaxTokens = 7 }), ResponseKey.For("t2", "m", drawn),
            ResponseKey.For("t", "m", Says(("user", "hi")) with { Stop = ["x", "y"] }), ResponseKey.For("t", "m", Says(("user", "hi"), ("x", "y"))),
            ResponseKey.For("t", "m", Says(("x", "y"), ("user", "hi"))), ResponseKey.For("t", "m", drawn with { Seed = (1L << 32) + 1 }),
            ResponseKey.For("t", "m", drawn with { TopP = Math.BitIncrement(0.9) }),
        ];
        probe.Observe("requests", different.Length);
        probe.Observe("different keys", different.Distinct().Count());
        probe.Observe("a pair of stops, and a message of two texts",
            ResponseKey.For("t", "m", Says(("user", "hi")) with { Stop = ["x", "y"] }) != ResponseKey.For("t", "m", Says(("x", "y"), ("user", "hi"))));
        probe.Observe("another seed above 2³²",
            ResponseKey.For("t", "m", drawn with { Seed = (1L << 32) + 1 }) != ResponseKey.For("t", "m", drawn with { Seed = 1 }));
        probe.Observe("another top-p by the last bit", ResponseKey.For("t", "m", drawn with { TopP = Math.BitIncrement(0.9) })
            != ResponseKey.For("t", "m", drawn with { TopP = 0.9 }));
        probe.Observe("another model", ResponseKey.For("t", "m2", plain) != different[0]);
        probe.Observe("another half of a pair",
            ResponseKey.For("t", "m", Says(("user", "\ud800"))) != ResponseKey.For("t", "m", Says(("user", "\ud801"))));
        probe.Observe("another role",
            ResponseKey.For("t", "m", Says(("system", "Hello"))) != ResponseKey.For("t", "m", Says(("user", "Hello"))));
        probe.Observe("a limit of 0", ResponseKey.For("t", "m", plain with { MaxTokens = 0 }) != different[0]);
        probe.Observe("64 hexadecimal digits", different.All(key => key is { Length: 64 } && key.All(char.IsAsciiHexDigitLower)));

        probe.Observe("the same again", ResponseKey.For("t", "m", new ResponseRequest([.. plain.Messages])) == different[0]);
        probe.Observe("a seed without draws", ResponseKey.For("t", "m", plain with { Seed = 5 }) == different[0]);
        probe.Observe("a top-p without draws", ResponseKey.For("t", "m", plain with { TopP = 0.5 }) == different[0]);
        probe.Observe("the same draws",
            ResponseKey.For("t", "m", plain with { Temperature = 0.7, Seed = 1 }) == ResponseKey.For("t", "m", drawn));
        probe.Observe("draws without a seed", ResponseKey.For("t", "m", plain with { Temperature = 0.01 }) is null);
        probe.Observe("negative zero", ResponseKey.For("t", "m", plain with { Temperature = -0.0 }) == different[0]);
        foreach (double temperature in (double[])[-0.1, double.NaN, double.PositiveInfinity])
        {
            probe.ObserveThrows<ArgumentException>($"a temperature of {temperature.ToString(CultureInfo.InvariantCulture)}",
                () => ResponseKey.For("t", "m", plain with { Temperature = temperature, Seed = 1 }));
            probe.ObserveThrows<ArgumentException>($"without a seed, a temperature of {temperature.ToString(CultureInfo.InvariantCulture)}",
                () => ResponseKey.For("t", "m", plain with { Temperature = temperature }));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Number("different keys") < evidence.Number("requests")
            ? Verdict.Fail("Two requests that are answered differently have the same key.",
                hint: "Write each part behind its length, with everything that changes the response, the tenant first of all.")
            : evidence.EqualsExpected(Tolerance.Exact);
}
