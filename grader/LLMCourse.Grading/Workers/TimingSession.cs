using System.Diagnostics;
using System.Security.Cryptography;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grading.Workers;

/// <summary>Times a submission against the reference: two workers, interleaved rounds, the grader's clock.</summary>
/// <remarks>
/// A round visits every size; at each, both sides run the same pieces of work, as many, from the same fresh seed, taking turns at going
/// first, so that whatever slows the machine down slows both. How many is for the reference to say: a submission that takes its time
/// while it warms up would else have so few that the channel's time hides its own. What it leaves running is held during the
/// reference's turns. The median time of an empty request is subtracted.
/// </remarks>
/// <param name="pool">Where the workers come from.</param>
/// <param name="submission">The session of the submission.</param>
/// <param name="reference">A session with the solution, in whose worker nothing of the submission is loaded.</param>
public sealed class TimingSession(WorkerPool pool, ProbeSession submission, ProbeSession reference)
{
    // Results that are kept for the judge, over all rounds: 32 MiB.
    private const long KeptElements = 1 << 22;

    /// <summary>Times one check.</summary>
    /// <param name="check">The check, whose probe has passed: only right work is worth timing.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="cancellationToken">Ends both workers and throws.</param>
    public async Task<TimingReport> TimeAsync(PerformanceCheck check, TimingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(check);
        options ??= new TimingOptions();
        List<TimingRound> rounds = [];
        try
        {
            var tested =
                new TimedSide(await submission.ReadyWorkerAsync(cancellationToken).ConfigureAwait(false), check, Implementation.Submission);
            var trusted =
                new TimedSide(await reference.ReadyWorkerAsync(cancellationToken).ConfigureAwait(false), check, Implementation.Reference);
            await pool.SettleAsync(cancellationToken).ConfigureAwait(false);
            await MeasureAsync(check, options, tested, trusted, rounds, cancellationToken).ConfigureAwait(false);
            return new TimingReport(ProbeStatus.Completed, rounds);
        }
        catch (TimingStoppedException e) when (e.Side == Implementation.Submission)
        {
            submission.Drop();
            return new TimingReport(e.Report.Status, rounds) { Exception = e.Report.Exception, Explanation = e.Report.Explanation };
        }
        catch (Exception e) when (e is TimingStoppedException or WorkerFaultException)
        {
            submission.Drop();
            reference.Drop();
            return new TimingReport(ProbeStatus.WorkerFault, rounds) { Explanation = $"The timing could not be done: {e.Message}" };
        }
    }

    private static async Task MeasureAsync(
        PerformanceCheck check, TimingOptions options, TimedSide tested, TimedSide trusted, List<TimingRound> rounds,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var counts = new Dictionary<int, PieceCount>();
        foreach (int size in check.Sizes)
        {
            tested.Hold();
            int wanted = await trusted.CalibrateAsync(size, options, cancellation).ConfigureAwait(false);
            tested.Release();
            TimeSpan once = await tested.WarmUpAsync(size, cancellation).ConfigureAwait(false);
            counts[size] = new PieceCount(wanted, once, options.LongestRun);
        }

        long kept = 0;
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int size in check.Sizes)
            {
                // The first round is always finished: growth needs every size. The check's own limit bounds each run.
                // Every result is compared, so that there is no room for more is the end, too.
                if (round > 0 && (clock.Elapsed > options.Budget || kept > KeptElements)) return;
                TimingRound measured = await MeasureAsync(round, size, counts[size].Now, tested, trusted, cancellation)
                    .ConfigureAwait(false);
                if (counts[size].IsTooLow(measured))
                    measured = await MeasureAsync(round, size, counts[size].Now, tested, trusted, cancellation).ConfigureAwait(false);
                kept += Elements(measured.SubmissionResult) + Elements(measured.ReferenceResult);
                rounds.Add(measured);
            }
        }
    }

    private static async Task<TimingRound> MeasureAsync(int round, int size, int count, TimedSide tested, TimedSide trusted,
        CancellationToken cancellation)
    {
        // The submission cannot know this seed, and so no result, before the round.
        long seed = RandomNumberGenerator.GetInt32(int.MaxValue) * (long)ProtocolLimits.TimedWorks;
        TimeSpan testedTime = TimeSpan.Zero, trustedTime = TimeSpan.Zero;
        foreach (TimedSide side in (TimedSide[])(round % 2 == 0 ? [tested, trusted] : [trusted, tested]))
        {
            if (side == tested)
            {
                testedTime = await side.MeasureAsync(size, seed, count, cancellation).ConfigureAwait(false);
                continue;
            }

            tested.Hold();
            trustedTime = await side.MeasureAsync(size, seed, count, cancellation).ConfigureAwait(false);
            tested.Release();
        }

        // Any piece may be the one, so that none can be left out.
        int index = RandomNumberGenerator.GetInt32(count);
        return new TimingRound(round, size, testedTime.TotalMicroseconds / count, trustedTime.TotalMicroseconds / count)
        {
            Pieces = count,
            SubmissionResult = await tested.CollectAsync(index, cancellation).ConfigureAwait(false),
            ReferenceResult = await trusted.CollectAsync(index, cancellation).ConfigureAwait(false),
        };
    }

    private static long Elements(Observation? observation) => observation is TensorObservation tensor ? tensor.Values.Count : 0;
}
