using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Judging;

/// <summary>Times performance checks: the submission in one worker, the reference in another
/// that loads the solution instead of it.</summary>
/// <param name="module">The module.</param>
/// <param name="workers">Where the code runs.</param>
public sealed class PerformanceMeasurer(ModuleContent module, WorkerPool workers)
{
    // How much faster than the reference's time a submission's may grow, as a difference of exponents.
    private const double MostExcess = 0.5;

    /// <summary>Times and judges checks whose work is right.</summary>
    /// <param name="builds">The submission.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="starting">Called before each check.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<PerformanceOutcome>> MeasureAsync(
        ExerciseBuilds builds, IReadOnlyList<PerformanceCheck> checks, Action<PerformanceCheck> starting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(starting);
        if (checks.Count == 0) return [];
        // One worker for all: the solution is trusted, and only the reference is called there.
        await using ProbeSession reference = module.OpenSolution(workers);
        List<PerformanceOutcome> outcomes = [];
        foreach (IGrouping<BuildStep, PerformanceCheck> group in checks.GroupBy(c => builds.StepOf(c.Exercise.Text)))
        {
            Build build = builds.For(group.Key);
            await using ProbeSession submission = module.Open(workers, build);
            await workers.SettleAsync(cancellation).ConfigureAwait(false);
            var timing = new TimingSession(workers, submission, reference);
            foreach (PerformanceCheck check in group)
            {
                starting(check);
                outcomes.Add(await JudgeAsync(check, () => timing.TimeAsync(check, cancellationToken: cancellation)).ConfigureAwait(false));
            }
        }

        return outcomes;
    }

    /// <summary>Times and judges; what was too slow is timed once more, because it is so on a busy machine too,
    /// and counts if it is too slow again.</summary>
    internal static async Task<PerformanceOutcome> JudgeAsync(PerformanceCheck check, Func<Task<TimingReport>> time)
    {
        PerformanceOutcome first = Judge(check, await time().ConfigureAwait(false));
        return first is { Measured: not null, Result.Outcome: Outcome.Failed } ? Judge(check, await time().ConfigureAwait(false)) : first;
    }

    /// <summary>Judges what was timed.</summary>
    internal static PerformanceOutcome Judge(PerformanceCheck check, TimingReport report)
    {
        if (report.Status != ProbeStatus.Completed)
        {
            // The worker's account of a timed run reads as that of a probe.
            CheckResult stopped = CheckJudge.Judge(check,
                new ProbeReport(report.Status, [], TimeSpan.Zero) { Exception = report.Exception, Explanation = report.Explanation }, null,
                afterDeadline: false).Result;
            return new PerformanceOutcome(check, stopped, null);
        }

        CheckResult blank = CheckJudge.Blank(check);
        foreach (TimingRound round in report.Rounds)
        {
            Verdict same = round is { SubmissionResult: { } got, ReferenceResult: { } expected }
                ? ObservationComparer.Compare(expected, got, check.Tolerance)
                : Verdict.Fail("The timed work gave no result.");
            if (!same.Passed)
                return new PerformanceOutcome(check,
                    blank with
                    {
                        Outcome = Outcome.Failed,
                        Message = $"The timed work is wrong on inputs that it had not seen before. {same.Message}",
                        Hint = "Compute the result anew each time."
                    }, null);
        }

        PerformanceResult measured = Measure(check, report.Rounds);
        List<string> faults = [];

        // The intervals' lower ends: noise on a busy machine widens it, and must not cost points.
        if (measured.RatioLow > check.MaximumRatio)
            faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"It takes {measured.Ratio:0.0} times as long as the reference at {check.SizeName} = {check.ComparedSize}; {check.MaximumRatio:0.#} times is allowed."));
        (double exponentLow, double excessLow) =
            Statistics.GrowthLow([.. report.Rounds.Select(r => (r.Size, r.SubmissionMicroseconds, r.ReferenceMicroseconds))]);
        if (exponentLow > check.MaximumExponent && excessLow > MostExcess)
            faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"Its time grows as the size to the power of {measured.Exponent:0.0}, the reference's to the power of {measured.ReferenceExponent:0.0}."));
        return new PerformanceOutcome(
            check,
            faults.Count == 0
                ? blank with { Outcome = Outcome.Passed }
                : blank with
                {
                    Outcome = Outcome.Failed,
                    Message = string.Join(' ', faults),
                    Hint = "Let one operator work on the whole tensor instead of looping over positions, and compute nothing twice."
                },
            measured);
    }

    private static PerformanceResult Measure(PerformanceCheck check, IReadOnlyList<TimingRound> rounds)
    {
        PerformancePoint[] points = [.. rounds.GroupBy(r => r.Size).OrderBy(g => g.Key).Select(g => new PerformancePoint(
            g.Key,
            Round(Statistics.Median(g.Select(r => r.SubmissionMicroseconds))),
            Round(Statistics.Median(g.Select(r => r.ReferenceMicroseconds)))))];
        double[] ratios =
            [.. rounds.Where(r => r.Size == check.ComparedSize).Select(r => r.SubmissionMicroseconds / r.ReferenceMicroseconds)];
        (double low, double high) = Statistics.MedianInterval(ratios);
        return new PerformanceResult
        {
            CheckId = check.Id,
            SizeName = check.SizeName,
            ComparedSize = check.ComparedSize,
            Ratio = Round(Statistics.Median(ratios)),
            RatioLow = Round(low),
            RatioHigh = Round(high),
            MaximumRatio = check.MaximumRatio,
            Exponent = Round(Statistics.GrowthExponent([.. points.Select(p => (p.Size, p.SubmissionMicroseconds))])),
            ReferenceExponent = Round(Statistics.GrowthExponent([.. points.Select(p => (p.Size, p.ReferenceMicroseconds))])),
            MaximumExponent = check.MaximumExponent,
            Points = points,
        };
    }

    private static double Round(double value) => Math.Round(value, 3);
}
