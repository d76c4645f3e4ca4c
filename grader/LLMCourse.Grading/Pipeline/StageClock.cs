using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Notes how long each stage of a grading takes.</summary>
/// <param name="clock">The clock.</param>
internal sealed class StageClock(TimeProvider clock)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, double> _stages = new(StringComparer.Ordinal);
    private long _last = clock.GetTimestamp();

    /// <summary>Ends a stage; the next one begins.</summary>
    public void End(string stage)
    {
        long now = clock.GetTimestamp();
        _stages[stage] = Milliseconds(_last, now);
        _last = now;
    }

    /// <summary>Sums up.</summary>
    public TimingSummary Summary(IReadOnlyDictionary<string, CheckRun> checks) => new(
        _started,
        Milliseconds(_start, clock.GetTimestamp()),
        _stages,
        checks.Where(c => c.Value.Report is not null)
            .ToDictionary(c => c.Key, c => Math.Round(c.Value.Report!.Elapsed.TotalMilliseconds, 3)));

    private double Milliseconds(long from, long to) => Math.Round(clock.GetElapsedTime(from, to).TotalMilliseconds, 3);
}
