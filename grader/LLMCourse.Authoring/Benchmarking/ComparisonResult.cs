using LLMCourse.Grading.Judging;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>What a comparison measured.</summary>
/// <param name="Comparison">What was compared.</param>
/// <param name="Unit">What was counted, for example <c>tokens</c>.</param>
/// <param name="Ours">The rounds of the reference, in order; empty when it could not be measured.</param>
/// <param name="Theirs">The rounds of the peer, each beside the round of the reference with the same index; empty without a peer.</param>
/// <param name="Problem">Why a side is missing; null when nothing is.</param>
public sealed record ComparisonResult(Comparison Comparison, string Unit, IReadOnlyList<WorkRound> Ours, IReadOnlyList<WorkRound> Theirs,
    string? Problem)
{
    /// <summary>Gets the median speed of the reference, units per second; null when not measured.</summary>
    public double? OurSpeed => Ours.Count == 0 ? null : Statistics.Median(Ours.Select(r => r.PerSecond));

    /// <summary>Gets the median speed of the peer, units per second; null when not measured.</summary>
    public double? TheirSpeed => Theirs.Count == 0 ? null : Statistics.Median(Theirs.Select(r => r.PerSecond));

    /// <summary>Gets the median time of the reference's work, in seconds; null when not measured.</summary>
    public double? OurSeconds => Ours.Count == 0 ? null : Statistics.Median(Ours.Select(r => r.Seconds));

    /// <summary>Gets the ratios of neighbouring rounds, which the machine's moods touch alike.</summary>
    public IReadOnlyList<double> Ratios => [.. Ours.Zip(Theirs, (a, b) => a.PerSecond / b.PerSecond)];

    /// <summary>Gets the median of <see cref="Ratios"/>; null without a peer.</summary>
    public double? Ratio => Ratios.Count == 0 ? null : Statistics.Median(Ratios);

    /// <summary>Gets peak memory, ours over the peer's; null without a peer.</summary>
    public double? MemoryRatio =>
        Theirs.Count == 0 || Ours.Count == 0 ? null : (double)Ours.Max(r => r.PeakBytes) / Theirs.Max(r => r.PeakBytes);

    /// <summary>Gets whether every goal is met; null when one could not be measured, or there is none.</summary>
    public bool? Met
    {
        get
        {
            Goal goal = Comparison.Goal;
            List<bool?> goals = [];
            if (goal.Ratio is { } ratio) goals.Add(Ratio >= ratio);
            if (goal.PerSecond is { } speed) goals.Add(OurSpeed is { } s ? s >= speed : null);
            if (goal.Seconds is { } seconds) goals.Add(OurSeconds is { } t ? t <= seconds : null);
            if (goal.MemoryRatio is { } memory) goals.Add(MemoryRatio is { } m ? m <= memory : null);
            if (goal.Ratio is not null && Ratio is null) goals.Add(null);
            return goals.Count == 0 || goals.Contains(null) ? null : goals.TrueForAll(g => g == true);
        }
    }
}
