namespace LLMCourse.Checks.M10;

/// <summary>The eight runs of the experiment, and the numbers that they are held to.</summary>
internal static class LoadPlan
{
    public const string One = "one at a time", Sixteen = "batches of 16", Uncached = "without cache", Cached = "with cache",
        Alone = "light alone", Crowded = "without limits", Limited = "with limits", Storm = "fault storm";
    public const string Heavy = "heavy", Light = "light";
    public const double Temperature = 0.7;
    public const int Clients = 16, LimitPerMinute = 240, LimitBurst = 12;

    /// <summary>Of 1000 requests one may fail. At 14.4 times that rate two hundredths of a month's budget are gone in an hour.</summary>
    public const double Budget = 0.001, Burn = 14.4;

    public static readonly TimeSpan BlipBegin = TimeSpan.FromMinutes(55), BlipEnd = BlipBegin + TimeSpan.FromSeconds(30),
        StormBegin = TimeSpan.FromMinutes(100), StormEnd = TimeSpan.FromMinutes(115), Length = TimeSpan.FromMinutes(140);
    public static readonly TimeSpan ShortWindow = TimeSpan.FromMinutes(5), LongWindow = TimeSpan.FromHours(1);

    /// <summary>How long the clients' breaker stays open.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<string> Names { get; } = [One, Sixteen, Uncached, Cached, Alone, Crowded, Limited, Storm];

    public static IEnumerable<LoadOptions> Make(CheckRandom random)
    {
        ulong seed = (ulong)random.NextInteger(0, 1L << 40);
        LoadRequest[] closed =
            [.. Enumerable.Range(0, 3 * Clients).Select(i => Ask(i, TimeSpan.Zero, Light, i, 24) with { Client = i % Clients })];
        yield return new LoadOptions(One, closed) { Batch = 1, TracesSteps = true, Seed = seed };
        yield return new LoadOptions(Sixteen, closed) { TracesSteps = true, Seed = seed };

        LoadRequest[] asked = Poisson(random, TimeSpan.FromSeconds(60), 4, (number, at) =>
            Ask(number, at, random.NextInteger(0, 2) == 0 ? "north" : "south", Popular(random, 40), 16,
                draws: random.NextInteger(0, 6) == 0));
        yield return new LoadOptions(Uncached, asked) { Seed = seed };
        yield return new LoadOptions(Cached, asked) { HasCache = true, Seed = seed };

        TimeSpan crowd = TimeSpan.FromSeconds(40);
        LoadRequest[] light = Poisson(random, crowd, 2, (number, at) => Ask(number, at, Light, 1000 + number, 8));
        LoadRequest[] heavy = Poisson(random, crowd, 12, (number, at) => Ask(number, at, Heavy, 2000 + number, 32));
        LoadRequest[] both =
            [.. light.Concat(heavy).OrderBy(request => request.Arrival).Select((request, i) => request with { Number = i })];
        LoadOptions server = new(Alone, light) { Batch = 8, Blocks = 20, Seed = seed, RequestBurst = LimitBurst };
        yield return server;
        yield return server with { Name = Crowded, Requests = both };
        yield return server with { Name = Limited, Requests = both, RequestsPerMinute = LimitPerMinute };

        LoadRequest[] hours = Poisson(random, Length, 0.2, (number, at) =>
            Ask(number, at, random.NextInteger(0, 2) == 0 ? "north" : "south", Popular(random, 200), 16,
                draws: random.NextInteger(0, 4) == 0));
        yield return new LoadOptions(Storm, hours)
        {
            HasCache = true,
            HasBreaker = true,
            RequestsPerMinute = 600,
            RequestBurst = 100,
            Attempts = 4,
            Seed = seed,
            Faults = [(BlipBegin, BlipEnd, 1), (StormBegin, StormEnd, 0.9)],
        };
    }

    /// <summary>Few questions are asked often, and many seldom.</summary>
    private static int Popular(CheckRandom random, int count) => (int)(count * Math.Pow(random.NextDouble(), 3));

    private static LoadRequest[] Poisson(CheckRandom random, TimeSpan length, double perSecond, Func<int, TimeSpan, LoadRequest> make)
    {
        List<LoadRequest> requests = [];
        for (TimeSpan at = Gap(); at < length; at += Gap()) requests.Add(make(requests.Count, at));
        return [.. requests];

        // Whole milliseconds, which a table can hold.
        TimeSpan Gap() => TimeSpan.FromMilliseconds(Math.Round(-1000 * Math.Log(1 - random.NextDouble()) / perSecond) + 1);
    }

    private static LoadRequest Ask(int number, TimeSpan at, string tenant, int question, int output, bool draws = false)
    {
        CheckRandom words = CheckRandom.For(FormattableString.Invariant($"question {question}"));
        int[] prompt = [.. Enumerable.Range(0, 8 + (int)words.NextInteger(0, 5)).Select(_ => (int)words.NextInteger(0, LoadModel.Words))];
        return new LoadRequest(number, at, tenant, question, prompt, output, draws, Streams: number % 2 == 1);
    }
}
