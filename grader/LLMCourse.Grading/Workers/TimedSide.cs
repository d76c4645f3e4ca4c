using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grading.Workers;

/// <summary>One of the two workers of a timed comparison.</summary>
/// <param name="worker">The worker, with everything loaded.</param>
/// <param name="check">The check that is timed.</param>
/// <param name="implementation">Whose code runs there.</param>
internal sealed class TimedSide(WorkerProcess worker, PerformanceCheck check, Implementation implementation)
{
    private const int Pings = 9;
    private const int LongPiece = 8;
    private const int FewPieces = 8;

    // Of shorter ones there are several in every run: the first after a collection of garbage is slower than those that follow.
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(1);

    private TimeSpan? _roundTrip;

    /// <summary>Gets whose code runs here.</summary>
    public Implementation Implementation => implementation;

    /// <summary>Stops everything in the worker, whatever was left running there, until <see cref="Release"/>.</summary>
    public void Hold() => Suspension.Hold(worker.Process.Id);

    /// <summary>Lets the worker go on.</summary>
    public void Release() => Suspension.Release(worker.Process.Id);

    /// <summary>Warms a size up.</summary>
    /// <returns>How long one piece of work took.</returns>
    public async Task<TimeSpan> WarmUpAsync(int size, CancellationToken cancellation)
    {
        _ = await PrepareAsync(size, 0, 1, cancellation).ConfigureAwait(false);
        _roundTrip ??= await RoundTripAsync(cancellation).ConfigureAwait(false);
        _ = await AskAsync(new RunTimingRequest(), cancellation).ConfigureAwait(false);
        return Net((await AskAsync(new RunTimingRequest(), cancellation).ConfigureAwait(false)).Elapsed);
    }

    /// <summary>Warms a size up, and finds out how many pieces of work make a run long enough.</summary>
    /// <remarks>The number is doubled until the run is long enough or its inputs cost enough. It is not computed from what a few pieces
    /// cost: on a busy machine that is chance, and inputs for too many fill the memory.</remarks>
    /// <returns>That number.</returns>
    public async Task<int> CalibrateAsync(int size, TimingOptions options, CancellationToken cancellation)
    {
        TimeSpan first = await WarmUpAsync(size, cancellation).ConfigureAwait(false);

        // One piece that is long enough by itself is all that a run needs; more of them would only cost time.
        if (first >= LongPiece * options.ShortestRun) return 1;
        for (int count = (int)Math.Clamp(Math.Ceiling(FewPieces * Piece / first), 1, FewPieces); ; count =
            Math.Min(2 * count, ProtocolLimits.TimedWorks))
        {
            TimeSpan preparation = await PrepareAsync(size, 0, count, cancellation).ConfigureAwait(false);
            if (preparation >= options.LongestPreparation || count == ProtocolLimits.TimedWorks) return count;
            _ = await AskAsync(new RunTimingRequest(), cancellation).ConfigureAwait(false);
            TimeSpan run = Net((await AskAsync(new RunTimingRequest(), cancellation).ConfigureAwait(false)).Elapsed);
            if (run >= options.ShortestRun) return count;
        }
    }

    /// <summary>Times one run.</summary>
    /// <returns>The time of the run.</returns>
    public async Task<TimeSpan> MeasureAsync(int size, long seed, int count, CancellationToken cancellation)
    {
        _ = await PrepareAsync(size, seed, count, cancellation).ConfigureAwait(false);
        WorkerProcess.Answer run = await AskAsync(new RunTimingRequest(), cancellation).ConfigureAwait(false);
        return Net(run.Elapsed);
    }

    /// <summary>Gets one result of the last run.</summary>
    public async Task<Observation?> CollectAsync(int index, CancellationToken cancellation)
    {
        ProbeReport report = ProbeSession.Report(await SendAsync(new CollectTimingRequest(index), cancellation).ConfigureAwait(false));
        return report.Status == ProbeStatus.Completed
            ? report.Observations is [{ } only] ? only : null
            : throw new TimingStoppedException(implementation, report);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private async Task<TimeSpan> PrepareAsync(int size, long seed, int count, CancellationToken cancellation) =>
        (await AskAsync(new PrepareTimingRequest(check.Id, size, seed, implementation, count), cancellation).ConfigureAwait(false)).Elapsed;

    private async Task<TimeSpan> RoundTripAsync(CancellationToken cancellation)
    {
        var times = new TimeSpan[Pings];
        for (int i = 0; i < Pings; i++) times[i] = (await AskAsync(new PingRequest(), cancellation).ConfigureAwait(false)).Elapsed;
        Array.Sort(times);
        return times[Pings / 2];
    }

    private async Task<WorkerProcess.Answer> AskAsync(Request request, CancellationToken cancellation)
    {
        WorkerProcess.Answer answer = await SendAsync(request, cancellation).ConfigureAwait(false);
        return answer.Reply is DoneReply ? answer : throw new TimingStoppedException(implementation, ProbeSession.Report(answer));
    }

    private async Task<WorkerProcess.Answer> SendAsync(Request request, CancellationToken cancellation)
    {
        try
        {
            return await worker.AskAsync(request, check.TimeLimit, null, cancellation).ConfigureAwait(false);
        }
        catch (WorkerLostException e)
        {
            throw new TimingStoppedException(implementation,
                new ProbeReport(ProbeSession.StatusOf(e.Loss), [], TimeSpan.Zero) { Explanation = e.Message });
        }
    }

    // On a busy machine a round trip can take longer than a run did. The ratio of two times is taken, so most of each stays.
    private TimeSpan Net(TimeSpan elapsed) => Max(elapsed - (_roundTrip ?? TimeSpan.Zero), elapsed / 2);
}
