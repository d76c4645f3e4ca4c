using System.Collections.Concurrent;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>Compiles and inspects submissions in processes of their own, which are used again: whatever the
/// compiler does there costs one submission.</summary>
public sealed class ExaminerPool : IAsyncDisposable
{
    private readonly ExaminerOptions _options;
    private readonly ConcurrentBag<ExaminerProcess> _idle = [];
    private readonly ConcurrentDictionary<ExaminerProcess, bool> _alive = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _turns;
    private Task<ExaminerProcess>? _first;

    /// <summary>Starts the first process, so that it loads the compiler while the grader reads the module.</summary>
    public ExaminerPool(ExaminerOptions? options = null)
    {
        _options = options ?? new ExaminerOptions();
        _turns = new SemaphoreSlim(_options.Processes);
        _first = StartAsync();
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Examines a submission.</summary>
    /// <param name="request">The submission.</param>
    /// <param name="cancellation">Ends the process that compiles it.</param>
    /// <returns>What was found. Where the compiler gave up, no file compiles, and a note says why.</returns>
    /// <exception cref="WorkerFaultException">The grader itself is at fault: the process does
    /// not start, or the inspection failed.</exception>
    public async Task<Examination> ExamineAsync(ExamineRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Where it comes to nobody's turn for long, whoever waits goes ahead in a process of its own.
        bool hasTurn = await _turns.WaitAsync(_options.Patience, cancellation).ConfigureAwait(false);
        try
        {
            return await ExamineInTurnAsync(request, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (hasTurn) _turns.Release();
        }
    }

    private async Task<Examination> ExamineInTurnAsync(ExamineRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            ExaminerProcess process = await TakeAsync(cancellation).ConfigureAwait(false);
            bool isUsed = process.Examined > 0;
            bool keep = false;
            try
            {
                ExamineReply reply = await process.ExamineAsync(request, _options.Time, cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
                if (reply.Fault is { } fault)
                    throw new WorkerFaultException($"Examining the submission failed, which is the grader's fault: {fault}");
                keep = reply.Examination is not null && process.Examined < _options.MostSubmissions;
                if (reply.Examination is { } examination) return examination;
                // What earlier submissions left behind in the process may have done it.
                if (!isUsed) return GaveUp(request, reply.GaveUp ?? "it gave no reason");
            }
            finally
            {
                if (keep) _idle.Add(process);
                else End(process);
            }
        }
    }

    /// <summary>Ends all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested) return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await _closing.CancelAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _first, null) is { } first)
            await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EndAll();
    }

    private static Examination GaveUp(ExamineRequest request, string why)
    {
        SourceNote note = new("FILE003", true,
            $"The compiler gave up: {VisibleText.Of(why)}. Write the code more simply: shorter constants and expressions, fewer nested lambdas and generics.", null, null);
        Build build = new()
        {
            Success = false,
            Diagnostics = [note],
            BrokenFiles = request.Manifest.Files,
            BrokenExercises = [.. request.Manifest.Exercises.Select(exercise => exercise.Id)],
        };
        return new Examination(build, [], InspectionResult.Nothing);
    }

    private async Task<ExaminerProcess> TakeAsync(CancellationToken cancellation)
    {
        if (_idle.TryTake(out ExaminerProcess? idle)) return idle;
        Task<ExaminerProcess> start = Interlocked.Exchange(ref _first, null) ?? StartAsync();
        try
        {
            return await start.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!start.IsCompleted)
        {
            // It will be there for whoever asks next, or is ended with the pool.
            _ = Interlocked.CompareExchange(ref _first, start, null);
            throw;
        }
    }

    private Task<ExaminerProcess> StartAsync() => Task.Run(async () =>
    {
        ExaminerProcess process = await ExaminerProcess.StartAsync(_options, _closing.Token).ConfigureAwait(false);
        _alive[process] = true;
        if (_closing.IsCancellationRequested) End(process);
        return process;
    });

    private void End(ExaminerProcess process)
    {
        _ = _alive.TryRemove(process, out _);
        process.Dispose();
    }

    private void OnProcessExit(object? sender, EventArgs e) => EndAll();

    private void EndAll()
    {
        foreach (ExaminerProcess process in _alive.Keys) End(process);
    }
}
