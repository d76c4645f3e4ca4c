using System.Collections.Concurrent;
using System.Diagnostics;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grading.Workers;

/// <summary>Starts workers before they are needed, and ends all of them when it is disposed or the grader exits.</summary>
public sealed class WorkerPool : IAsyncDisposable
{
    private const int MostLoads = 25;

    private readonly WorkerPoolOptions _options;
    private readonly SandboxLauncher _launcher;
    private readonly Lock _state = new();
    private readonly Queue<Task<WorkerProcess>> _spares = [];
    private readonly HashSet<WorkerProcess> _alive = [];
    private readonly ConcurrentBag<WorkerProcess> _kept = [];
    private readonly CancellationTokenSource _closing = new();
    private volatile IsolationSummary? _isolation;
    private volatile bool _closed;

    private WorkerPool(WorkerPoolOptions options)
    {
        _options = options;
        _launcher = SandboxLauncher.Create(options.Sandbox, options.WorkerFile, options.Limits);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Refill();
    }

    /// <summary>Finds out how submissions can be kept apart here, and starts the first worker.</summary>
    /// <param name="workerFolder">The folder of the worker's assembly.</param>
    /// <param name="sandbox">How submissions are kept apart.</param>
    /// <exception cref="SandboxException">bubblewrap is required and does not work.</exception>
    /// <exception cref="FileNotFoundException">There is no worker.</exception>
    public static WorkerPool Start(string workerFolder, SandboxMode sandbox) =>
        Start(new WorkerPoolOptions { WorkerFile = Path.Combine(workerFolder, WorkerPoolOptions.WorkerName), Sandbox = sandbox });

    /// <summary>Finds out how submissions can be kept apart here, and starts the first workers.</summary>
    /// <exception cref="SandboxException">bubblewrap is required and does not work.</exception>
    /// <exception cref="FileNotFoundException">There is no worker.</exception>
    public static WorkerPool Start(WorkerPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new WorkerPool(options);
    }

    /// <summary>Opens a session for one submission. Its code runs when the first check is probed.</summary>
    /// <param name="assembly">The submission's assembly as compiled.</param>
    /// <param name="symbols">Its portable symbols; may be empty, upon which exceptions have no lines.</param>
    /// <param name="checksAssemblyFile">The assembly of the module's checks, for example LLMCourse.Checks.M02.dll.</param>
    /// <param name="isOwn">Whether it is no submission but the course's own code: one worker then
    /// serves several such sessions in turn.</param>
    /// <exception cref="IOException">The checks cannot be read.</exception>
    public ProbeSession OpenSession(ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols, string checksAssemblyFile,
        bool isOwn = false) =>
        new(this, new SubmissionImage(assembly, symbols, File.ReadAllBytes(checksAssemblyFile), isOwn));

    /// <summary>Waits until no worker is being started, so that a timed run has the machine for itself.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        Task[] starting;
        lock (_state) starting = [.. _spares];
        await Task.WhenAll(starting).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Tells how submissions are kept apart: what the launcher does, and what a worker that has started says of itself.</summary>
    /// <remarks>
    /// Waits for the first worker, so that a grade which needs none says the same as one that does. Where workers do not start,
    /// only the launcher's part is told.
    /// </remarks>
    public async Task<IsolationSummary> IsolationAsync(CancellationToken cancellationToken)
    {
        if (_isolation is { } known) return known;
        Task<WorkerProcess>? starting;
        lock (_state)
        {
            if (_spares.Count == 0 && !_closed) _spares.Enqueue(StartOne());
            _spares.TryPeek(out starting);
        }

        if (starting is not null)
            await ((Task)starting).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _isolation ?? _launcher.Summary;
    }

    /// <summary>Waits for a worker to be ready, which shows that workers start here.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="WorkerFaultException">Workers do not start.</exception>
    public async Task<TimeSpan> WarmAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Return(await TakeAsync(cancellationToken).ConfigureAwait(false));
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Ends all workers and deletes temporary files.</summary>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _closed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await SettleAsync(CancellationToken.None).ConfigureAwait(false);
        EndAll();
        _closing.Dispose();
    }

    /// <summary>Takes a worker for one submission, and starts another in its place.</summary>
    /// <exception cref="WorkerFaultException">Workers do not start.</exception>
    internal async Task<WorkerProcess> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<WorkerProcess> next;
            lock (_state)
            {
                ThrowIfClosing();
                next = _spares.Count > 0 ? _spares.Dequeue() : StartOne();
            }

            if (!_options.ReplacesWhenIdle) Refill();
            WorkerProcess worker = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (worker.HasEnded)
            {
                Return(worker);
                continue;
            }

            return worker;
        }
    }

    /// <summary>Takes a worker that ran code of the course's own, for more such code.</summary>
    /// <returns>Null when there is none.</returns>
    internal WorkerProcess? TakeKept()
    {
        while (_kept.TryTake(out WorkerProcess? worker))
        {
            if (!worker.HasEnded) return worker;
            Return(worker);
        }

        return null;
    }

    /// <summary>Keeps a worker that ran code of the course's own. It is never given to a submission.</summary>
    internal void Keep(WorkerProcess worker)
    {
        // Each load stays in the worker's memory.
        if (_closed || worker.HasEnded || worker.Loads >= MostLoads) Return(worker);
        else _kept.Add(worker);
    }

    /// <summary>Ends a worker: none is used for two submissions.</summary>
    internal void Return(WorkerProcess worker)
    {
        lock (_state) _alive.Remove(worker);
        worker.Dispose();
        if (_options.ReplacesWhenIdle) Refill();
    }

    /// <summary>Throws once the pool is being disposed of: what a worker does then is nobody's fault.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    internal void ThrowIfClosing()
    {
        if (_closed) throw new OperationCanceledException("The workers were ended.");
    }

    private void Refill()
    {
        lock (_state)
        {
            while (_spares.Count < _options.Spares && !_closed) _spares.Enqueue(StartOne());
        }
    }

    private Task<WorkerProcess> StartOne() => Task.Run(async () =>
    {
        WorkerProcess worker = await WorkerProcess.StartAsync(_launcher, _options.StartLimit, _closing.Token).ConfigureAwait(false);
        lock (_state) _alive.Add(worker);
        IsolationSummary outside = _launcher.Summary;
        _isolation ??= outside with
        {
            Measures = [.. outside.Measures, .. worker.Ready.Measures],
            Missing = [.. outside.Missing, .. worker.Ready.Missing]
        };
        return worker;
    });

    private void OnProcessExit(object? sender, EventArgs e)
    {
        _closed = true;
        _closing.Cancel();
        EndAll();
    }

    private void EndAll()
    {
        WorkerProcess[] alive;
        lock (_state)
        {
            alive = [.. _alive];
            _alive.Clear();
        }

        foreach (WorkerProcess worker in alive) worker.Dispose();
        _launcher.Dispose();
    }
}
