using System.Diagnostics;
using System.Security.Cryptography;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Probing;

/// <summary>Times a submission against the reference: two workers, interleaved rounds, the grader's clock.</summary>
/// <remarks>
/// A round visits every size; at each, both sides run the same work from the same fresh seed, taking turns at going first, so
/// that whatever slows the machine down slows both. The median time of an empty request is subtracted.
/// </remarks>
/// <param name="pool">Where the workers come from.</param>
/// <param name="submission">The session of the submission.</param>
/// <param name="reference">A session in whose worker no code of the submission has run; only the reference is called there.</param>
public sealed class TimingSession(WorkerPool pool, ProbeSession submission, ProbeSession reference)
{
    // Results that are kept for the judge, over all rounds: 32 MiB.
    private const long KeptElements = 1 << 22;

    /// <summary>Times one check.</summary>
    /// <param name="check">The check, whose probe has passed: only right work is worth timing.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="cancellationToken">Ends both workers and throws.</param>
    public async Task<TimingReport> TimeAsync(PerformanceCheck check, TimingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(check);
        options ??= new TimingOptions();
        List<TimingRound> rounds = [];
        try
        {
            var tested = new TimedSide(await submission.ReadyWorkerAsync(cancellationToken).ConfigureAwait(false), check, Implementation.Submission);
            var trusted = new TimedSide(await reference.ReadyWorkerAsync(cancellationToken).ConfigureAwait(false), check, Implementation.Reference);
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
        PerformanceCheck check, TimingOptions options, TimedSide tested, TimedSide trusted, List<TimingRound> rounds, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var counts = new Dictionary<int, (int Tested, int Trusted)>();
        foreach (int size in check.Sizes)
        {
            int expected = await trusted.CalibrateAsync(size, options, cancellation).ConfigureAwait(false);
            counts[size] = (await tested.CalibrateAsync(size, options, cancellation).ConfigureAwait(false), expected);
        }

        long kept = 0;
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int size in check.Sizes)
            {
                // The first round is always finished: growth needs every size. The check's own limit bounds each run.
                // Every result is compared, so that there is no room for more is the end, too.
                if (round > 0 && (clock.Elapsed > options.Budget || kept > KeptElements)) return;
                (int testedCount, int trustedCount) = counts[size];

                // The submission cannot know this seed, and so no result, before the round.
                long seed = RandomNumberGenerator.GetInt32(int.MaxValue) * (long)ProtocolLimits.TimedWorks;
                double testedTime = 0, trustedTime = 0;
                foreach (TimedSide side in (TimedSide[])(round % 2 == 0 ? [tested, trusted] : [trusted, tested]))
                {
                    if (side == tested) testedTime = await side.MeasureAsync(size, seed, testedCount, cancellation).ConfigureAwait(false);
                    else trustedTime = await side.MeasureAsync(size, seed, trustedCount, cancellation).ConfigureAwait(false);
                }

                int index = RandomNumberGenerator.GetInt32(Math.Min(testedCount, trustedCount));
                Observation? got = await tested.CollectAsync(index, cancellation).ConfigureAwait(false);
                Observation? wanted = await trusted.CollectAsync(index, cancellation).ConfigureAwait(false);
                kept += Elements(got) + Elements(wanted);
                rounds.Add(new TimingRound(round, size, testedTime, trustedTime)
                {
                    SubmissionResult = got,
                    ReferenceResult = wanted,
                });
            }
        }
    }

    private static long Elements(Observation? observation) => observation is TensorObservation tensor ? tensor.Values.Count : 0;
}
