using System.Diagnostics;
using LLMCourse.Checks.Protocol;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grading.Workers;

/// <summary>The trusted end of the channel to one worker.</summary>
/// <remarks>
/// A thread reads frames for as long as the worker lives. A frame that does not answer the request at hand, whatever it
/// holds, ends the worker: nothing but the worker's own loop may write there.
/// </remarks>
internal sealed class WorkerProcess : IDisposable
{
    // A machine that is ten times overloaded still gives a tenth of a processor; beyond that nothing is to be learned by waiting.
    private const int MostStretch = 10;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly SandboxLauncher _launcher;
    private readonly Process _process;
    private readonly BoundedDrain _standardError;
    private readonly Thread _reader;
    private readonly Lock _state = new();
    private Pending? _pending;
    private WorkerLostException? _end;
    private WorkerLostException? _reasonToKill;
    private uint _sequence;
    private int _disposed;

    private WorkerProcess(SandboxLauncher launcher, Process process)
    {
        _launcher = launcher;
        _process = process;
        _standardError = new BoundedDrain(process.StandardError.BaseStream);
        _reader = new Thread(ReadFrames) { IsBackground = true, Name = "worker's frames" };
        _reader.Start();
    }

    /// <summary>Gets what the worker did to confine itself.</summary>
    public ReadyReply Ready { get; private set; } = new([], []);

    /// <summary>Gets how many assemblies were handed over to be probed: one, but for the course's own code.</summary>
    public int Loads { get; set; }

    /// <summary>Gets how many probes have run here.</summary>
    public int Probes { get; set; }

    /// <summary>Gets the process, for figures about it.</summary>
    public Process Process => _process;

    /// <summary>Gets whether no answer is to be had any more.</summary>
    public bool HasEnded
    {
        get { lock (_state) return _end is not null || _reasonToKill is not null; }
    }

    /// <summary>Starts a worker and waits until it has warmed up.</summary>
    /// <exception cref="WorkerFaultException">It does not start.</exception>
    public static async Task<WorkerProcess> StartAsync(SandboxLauncher launcher, TimeSpan limit, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            process = await launcher.StartAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new WorkerFaultException($"The worker could not be started: {e.Message}", e);
        }

        var worker = new WorkerProcess(launcher, process);
        try
        {
            Answer answer = await worker.AskAsync(new HelloRequest(), limit, null, cancellationToken).ConfigureAwait(false);
            worker.Ready = answer.Reply as ReadyReply
                ?? throw new WorkerFaultException("The worker greeted with something else; build the grader again.");
            return worker;
        }
        catch (WorkerLostException e)
        {
            string said = worker._standardError.Text.Trim();
            worker.Dispose();
            throw new WorkerFaultException($"The worker did not start. {e.Message}{(said.Length > 0 ? $" It said: {said}" : "")}", e);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its final reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">After this long the worker is ended.</param>
    /// <param name="progress">Receives progress; may be null.</param>
    /// <param name="cancellationToken">Ends the worker too: there is no other way to stop what it does.</param>
    /// <exception cref="WorkerLostException">There is no answer.</exception>
    public async Task<Answer> AskAsync(Request request, TimeSpan limit, Action<ProgressReply>? progress,
        CancellationToken cancellationToken)
    {
        var pending = new Pending(Frame.NewNonce(), ++_sequence, progress);
        lock (_state)
        {
            if (_end is not null) throw _end;
            _pending = pending;
        }

        (byte kind, ReadOnlyMemory<byte> body) = RequestCodec.Encode(request);
        var frame = new Frame(pending.Nonce, pending.Sequence, kind, body);
        pending.Sent = Stopwatch.GetTimestamp();
        try
        {
            // A large frame waits for its reader, which may never read; the time limit has to count meanwhile.
            if (body.Length > 4096)
                await Task.Run(() => Send(frame), CancellationToken.None).WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            else Send(frame);
            return await AnswerAsync(pending, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var lost = new WorkerLostException(WorkerLoss.TimedOut,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"There was no result after {limit.TotalSeconds:0.#} s."));
            End(lost);
            throw lost;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            End(new WorkerLostException(WorkerLoss.Died, "Grading was stopped."));
            throw;
        }
    }

    /// <summary>Ends the worker, whatever it does, and waits until it has gone.</summary>
    public void Dispose()
    {
        // A session and its pool may both be done with it at the same moment.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        End(new WorkerLostException(WorkerLoss.Died, "The worker was dismissed."));
        _process.WaitForExit(EndLimit);
        _reader.Join(EndLimit);
        _standardError.Finish(EndLimit);
        _process.Dispose();
    }

    /// <summary>Waits for the answer for as long as the limit, not counting the time in which the worker
    /// wanted to run and had no processor.</summary>
    /// <exception cref="TimeoutException">The limit has passed.</exception>
    private async Task<Answer> AnswerAsync(Pending pending, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (TimeSpan wait = limit; ;)
        {
            try
            {
                return await pending.Answered.Task.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (Remaining(pending, limit) is { } more)
            {
                wait = more;
            }
        }
    }

    private TimeSpan? Remaining(Pending pending, TimeSpan limit)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(pending.Sent);
        TimeSpan left = limit - (elapsed - Starvation.Of(_process.Id));
        return left <= TimeSpan.Zero || elapsed > limit * MostStretch ? null : left + ShortestWait;
    }

    private void Send(Frame frame)
    {
        try
        {
            frame.WriteTo(_process.StandardInput.BaseStream);
        }
        catch (IOException)
        {
            // The worker has gone; the reader sees that too and says why.
        }
    }

    private void End(WorkerLostException reason)
    {
        lock (_state) _reasonToKill ??= reason;
        _launcher.Kill(_process);
    }

    private void ReadFrames()
    {
        try
        {
            while (Frame.ReadFrom(_process.StandardOutput.BaseStream) is { } frame) Deliver(frame, Stopwatch.GetTimestamp());
        }
        catch (ProtocolException e)
        {
            End(new WorkerLostException(WorkerLoss.Forged,
                $"Something was written to the grader's channel that is no answer. {e.Message}"));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The worker was ended and its streams closed.
        }

        Finish();
    }

    private void Deliver(Frame frame, long received)
    {
        Pending? pending;
        lock (_state) pending = _pending;
        if (pending is null || frame.Nonce != pending.Nonce || frame.Sequence != pending.Sequence)
            throw new ProtocolException("A frame came that answers no request.");

        Reply reply = ReplyCodec.Decode(frame);
        if (reply is ProgressReply progress)
        {
            pending.Progress?.Invoke(progress);
            return;
        }

        lock (_state) _pending = null;
        pending.Answered.SetResult(new Answer(reply, Stopwatch.GetElapsedTime(pending.Sent, received)));
    }

    private void Finish()
    {
        bool ended = _process.WaitForExit(EndLimit);
        if (!ended) _launcher.Kill(_process);
        _standardError.Finish(TimeSpan.FromSeconds(1));
        Pending? pending;
        lock (_state)
        {
            _end = _reasonToKill ?? DeathWords.Describe(ended ? _process.ExitCode : -1, _standardError.Text);
            pending = _pending;
            _pending = null;
        }

        pending?.Answered.TrySetException(_end);
    }

    /// <summary>A final reply.</summary>
    /// <param name="Reply">The reply.</param>
    /// <param name="Elapsed">From before the request was written until the reply was read, by the grader's clock.</param>
    internal readonly record struct Answer(Reply Reply, TimeSpan Elapsed);

    private sealed class Pending(UInt128 nonce, uint sequence, Action<ProgressReply>? progress)
    {
        public UInt128 Nonce { get; } = nonce;

        public uint Sequence { get; } = sequence;

        public Action<ProgressReply>? Progress { get; } = progress;

        public long Sent { get; set; }

        public TaskCompletionSource<Answer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
