using System.Diagnostics;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grading.Workers;

/// <summary>Probes one submission. A worker that is lost is replaced, and costs only the check that lost it.</summary>
public sealed class ProbeSession : IAsyncDisposable
{
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(60);

    private readonly WorkerPool _pool;
    private SubmissionImage _image;
    private WorkerProcess? _worker;
    private bool _isLoaded;
    private bool _hadWorker;

    /// <summary>Creates a session; a worker is taken when the first probe needs it.</summary>
    internal ProbeSession(WorkerPool pool, SubmissionImage image)
    {
        _pool = pool;
        _image = image;
    }

    /// <summary>Goes on with another build of the same submission, in the same process if it still runs.</summary>
    /// <param name="assembly">The build.</param>
    /// <param name="symbols">Its portable symbols; may be empty.</param>
    public void Load(ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols)
    {
        _image = _image with { Assembly = assembly, Symbols = symbols };
        _isLoaded = false;
    }

    /// <summary>Runs one check's probe.</summary>
    /// <param name="check">The check; only its id and time limit are used.</param>
    /// <param name="cancellationToken">Ends the worker and throws.</param>
    public Task<ProbeReport> ProbeAsync(Check check, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(check);
        return ProbeAsync(check, check.TimeLimit, null, cancellationToken);
    }

    /// <summary>Runs one check's probe.</summary>
    /// <param name="check">The check; only its id is used.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="progress">Receives the fraction done and a few words, on a thread of the grader's; may be null.</param>
    /// <param name="cancellationToken">Ends the worker and throws.</param>
    public async Task<ProbeReport> ProbeAsync(Check check, TimeSpan limit, Action<double, string>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(check);
        var clock = Stopwatch.StartNew();
        for (bool again = false; ; again = true)
        {
            bool alone = true;
            try
            {
                WorkerProcess worker = await ReadyWorkerAsync(cancellationToken).ConfigureAwait(false);
                alone = worker.Probes++ == 0;
                WorkerProcess.Answer answer = await worker.AskAsync(
                    new ProbeRequest(check.Id),
                    limit,
                    progress is null ? null : p => progress(p.Fraction, VisibleText.Of(p.What)),
                    cancellationToken).ConfigureAwait(false);
                ProbeReport report = Report(answer);
                if (report.Status is ProbeStatus.WorkerFault or ProbeStatus.OutOfMemory) Drop();
                if (!again && (report.Status == ProbeStatus.WorkerFault || (report.Status == ProbeStatus.OutOfMemory && !alone))) continue;
                return report;
            }
            catch (WorkerLostException e)
            {
                Drop();
                _pool.ThrowIfClosing();

                // What an earlier check left behind, such as a thread, may have done it: this check gets a worker of its own.
                if (!again && !alone && e.Loss != WorkerLoss.TimedOut) continue;
                return new ProbeReport(StatusOf(e.Loss), [], clock.Elapsed) { Explanation = e.Message };
            }
            catch (WorkerFaultException e)
            {
                Drop();
                if (again) return new ProbeReport(ProbeStatus.WorkerFault, [], clock.Elapsed) { Explanation = e.Message };
            }
        }
    }

    /// <summary>Ends the session's worker, or hands it on where it ran the course's own code.</summary>
    public ValueTask DisposeAsync()
    {
        if (_image.IsOwn && _worker is not null) _pool.Keep(_worker);
        else Drop();
        _worker = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>Gets a worker that has the submission loaded.</summary>
    /// <exception cref="WorkerFaultException">There is none to be had.</exception>
    internal async Task<WorkerProcess> ReadyWorkerAsync(CancellationToken cancellationToken)
    {
        if (_worker is { HasEnded: true }) Drop();
        if (_worker is not null && _isLoaded) return _worker;
        // A worker that is asked for again has to be fresh: what was lost may have been lost to what ran there before.
        WorkerProcess? there = _worker ?? (_image.IsOwn && !_hadWorker ? _pool.TakeKept() : null);
        WorkerProcess worker = there ?? await _pool.TakeAsync(cancellationToken).ConfigureAwait(false);
        _worker = worker;
        _hadWorker = true;
        try
        {
            WorkerProcess.Answer answer = await worker.AskAsync(
                new LoadRequest(_image.Assembly, _image.Symbols, _image.Checks, Replaces: worker.Loads++ > 0), LoadLimit, null,
                cancellationToken).ConfigureAwait(false);
            _isLoaded = answer.Reply switch
            {
                DoneReply => true,
                FaultReply fault => throw new WorkerFaultException(VisibleText.Of(fault.Message)),
                _ => throw new WorkerFaultException("The worker answered a load with something else; build the grader again."),
            };
            return worker;
        }
        catch (WorkerLostException e)
        {
            throw new WorkerFaultException($"The worker was lost while it loaded the submission. {e.Message}", e);
        }
    }

    /// <summary>Ends the worker; the next probe gets a fresh one.</summary>
    internal void Drop()
    {
        if (_worker is not null) _pool.Return(_worker);
        _worker = null;
        _isLoaded = false;
    }

    /// <summary>Turns a worker's reply into a report.</summary>
    internal static ProbeReport Report(WorkerProcess.Answer answer) => answer.Reply switch
    {
        ProbeReply probe => new ProbeReport(StatusOf(probe.End), probe.Observations, answer.Elapsed)
        {
            Exception = probe.Exception is { } thrown ? ProbeError.Of(thrown) : null,
            Output = probe.Output is { } output ? VisibleText.Of(output) : null,
            Explanation = probe.End == ProbeEnd.Fault ? VisibleText.Of(probe.Exception!.Message) : null,
            Reached = probe.Reached,
        },
        FaultReply fault => new ProbeReport(ProbeStatus.WorkerFault, [], answer.Elapsed) { Explanation = VisibleText.Of(fault.Message) },
        _ => new ProbeReport(ProbeStatus.Crashed, [],
            answer.Elapsed)
        { Explanation = "The worker answered with something that is no result." },
    };

    /// <summary>Says what the loss of a worker means for the check that it ran.</summary>
    internal static ProbeStatus StatusOf(WorkerLoss loss) => loss switch
    {
        WorkerLoss.TimedOut => ProbeStatus.TimedOut,
        WorkerLoss.OutOfMemory => ProbeStatus.OutOfMemory,
        WorkerLoss.Died or WorkerLoss.Forged => ProbeStatus.Crashed,
        _ => throw new UnreachableException(),
    };

    private static ProbeStatus StatusOf(ProbeEnd end) => end switch
    {
        ProbeEnd.Completed => ProbeStatus.Completed,
        ProbeEnd.NotImplemented => ProbeStatus.NotImplemented,
        ProbeEnd.Threw => ProbeStatus.Threw,
        ProbeEnd.OutOfMemory => ProbeStatus.OutOfMemory,
        ProbeEnd.SignatureChanged => ProbeStatus.SignatureChanged,
        ProbeEnd.Fault => ProbeStatus.WorkerFault,
        _ => throw new UnreachableException(),
    };
}
