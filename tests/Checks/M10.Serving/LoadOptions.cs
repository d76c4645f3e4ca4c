namespace LLMCourse.Checks.M10;

/// <summary>What the server of a load run has, and what befalls it.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Requests">What is asked, in the order of arrival.</param>
internal sealed record LoadOptions(string Name, IReadOnlyList<LoadRequest> Requests)
{
    /// <summary>Gets how many sequences the scheduler runs at once.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Gets how many blocks of keys and values there are.</summary>
    public int Blocks { get; init; } = 64;

    public bool HasCache { get; init; }

    public bool HasBreaker { get; init; }

    /// <summary>Gets each tenant's requests a minute; null: no limits.</summary>
    public long? RequestsPerMinute { get; init; }

    public long RequestBurst { get; init; } = 10;

    /// <summary>Gets how often a client tries.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Gets when generations fail, and what share of them.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To, double Share)> Faults { get; init; } = [];

    /// <summary>Gets whether the trace has the model's steps.</summary>
    public bool TracesSteps { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Gets how long a reply is kept.</summary>
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Tells whether a generation fails: 0 no, 1 at once, 2 when all is computed.</summary>
    public int Fault(int call, int attempt, TimeSpan at)
    {
        double share = Faults.Where(fault => at >= fault.From && at < fault.To).Select(fault => fault.Share).DefaultIfEmpty(0).Max();
        CheckRandom random = CheckRandom.For(FormattableString.Invariant($"{Seed} {Name} {call} {attempt}"));
        return random.NextDouble() >= share ? 0 : random.NextDouble() < 0.5 ? 1 : 2;
    }

    public string TraceOf(int call)
    {
        CheckRandom random = CheckRandom.For(FormattableString.Invariant($"{Seed} {Name} {call}"));
        return $"{random.NextInteger(1, long.MaxValue):x16}{random.NextInteger(1, long.MaxValue):x16}";
    }
}
