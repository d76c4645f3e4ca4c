namespace LLMCourse.Checks.M10;

/// <summary>A row of the dashboard: what a run's spans say.</summary>
/// <param name="Run">The run.</param>
/// <param name="Requests">Requests that came to the server.</param>
/// <param name="Answered">Those that were answered.</param>
/// <param name="Limited">Those that were over a limit.</param>
/// <param name="Failed">Those that the server failed.</param>
/// <param name="Tokens">The tokens that were generated.</param>
/// <param name="Seconds">From the first request's beginning to the last one's end.</param>
/// <param name="P50">The median of the answered requests' times, in seconds.</param>
/// <param name="P99">The time within which 99 of 100 were answered.</param>
/// <param name="Hits">Requests that another one's generation answered.</param>
/// <param name="Misses">Requests that the cache could have answered, and did not.</param>
internal sealed record LoadRow(string Run, int Requests, int Answered, int Limited, int Failed, long Tokens, double Seconds, double P50,
    double P99, int Hits, int Misses)
{
    public double PerSecond => Requests / Seconds;

    public double TokensPerSecond => Tokens / Seconds;

    public double HitShare => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);

    public double ErrorShare => (double)Failed / Math.Max(1, Answered + Failed);
}

/// <summary>A minute of the run with the storm.</summary>
/// <param name="Minute">Which one, from 0.</param>
/// <param name="Row">What came in it.</param>
/// <param name="Short">How many times too fast the budget burned in the short window that ends with the minute.</param>
/// <param name="Long">The same in the long window.</param>
internal sealed record LoadMinute(int Minute, LoadRow Row, double Short, double Long)
{
    public bool IsFiring => Short > LoadPlan.Burn && Long > LoadPlan.Burn;
}

/// <summary>Counts spans.</summary>
internal static class LoadStatistics
{
    public static bool IsLimited(LoadSpan root) => root.Tag("error.type") == "rate_limit_exceeded";

    public static bool IsFailed(LoadSpan root) => root.IsError && !IsLimited(root);

    /// <summary>Counts a run, or a part of it.</summary>
    /// <param name="run">Its name.</param>
    /// <param name="roots">Spans of requests.</param>
    /// <param name="seconds">How long the part is; null: from the first request to the end of the last one.</param>
    public static LoadRow Count(string run, IReadOnlyCollection<LoadSpan> roots, double? seconds = null)
    {
        double[] times = [.. roots.Where(root => !root.IsError).Select(root => root.Seconds).Order()];
        double length = seconds
            ?? (roots.Count == 0 ? 0 : (double)(roots.Max(root => root.End) - roots.Min(root => root.Start)) / TimeSpan.TicksPerSecond);
        return new LoadRow(
            run, roots.Count, times.Length, roots.Count(IsLimited), roots.Count(IsFailed),
            roots.Sum(root => root.Number("gen_ai.usage.output_tokens")), length, Percentile(times, 0.5), Percentile(times, 0.99),
            roots.Count(root => root.Tag("course.cache") is "hit" or "joined"), roots.Count(root => root.Tag("course.cache") == "miss"));
    }

    /// <summary>Gets the least value that so large a share is not above (the nearest rank); 0 of nothing.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    public static LoadMinute[] Minutes(IReadOnlyCollection<LoadSpan> roots)
    {
        LoadSpan[] counted = [.. roots.Where(root => !IsLimited(root)).OrderBy(root => root.End)];
        ILookup<int, LoadSpan> minutes = roots.ToLookup(root => (int)(root.Start / TimeSpan.TicksPerMinute));
        return [.. Enumerable.Range(0, (int)LoadPlan.Length.TotalMinutes).Select(minute =>
        {
            long end = (minute + 1) * TimeSpan.TicksPerMinute;
            return new LoadMinute(minute, Count("", [.. minutes[minute]], 60), BurnOf(counted, end, LoadPlan.ShortWindow),
                BurnOf(counted, end, LoadPlan.LongWindow));
        })];
    }

    /// <summary>Gets how many times faster than allowed requests failed in a window that ends at a time: 1 uses up the budget in just the
    /// time that it is for.</summary>
    private static double BurnOf(LoadSpan[] roots, long end, TimeSpan window)
    {
        LoadSpan[] seen = [.. roots.Where(root => root.End > end - window.Ticks && root.End <= end)];
        return seen.Length == 0 ? 0 : (double)seen.Count(IsFailed) / seen.Length / LoadPlan.Budget;
    }
}
