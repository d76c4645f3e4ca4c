using System.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Checks;

/// <summary>What a check has in hand while it runs against an implementation: seeded inputs, and a place to put what it sees.</summary>
/// <remarks>Lives in the worker. It knows no expected value and never judges.</remarks>
public sealed class Probe : IDisposable
{
    /// <summary>What a call may allocate without a collection: the objects of some hundred thousand tensors.</summary>
    private const long QuietBytes = 64 << 20;

    private readonly List<Observation> _observations = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Stack<IDisposable> _owned = new();
    private readonly Action<double, string>? _progress;

    /// <summary>Creates a probe for a check.</summary>
    /// <param name="seed">The check's seed; usually its id.</param>
    /// <param name="progress">Receives the fraction done, 0 to 1, and what is going on; for probes that take seconds.</param>
    /// <param name="argument">What the probe is given beside its inputs.</param>
    public Probe(string seed, Action<double, string>? progress = null, string argument = "")
    {
        Random = CheckRandom.For(seed);
        Argument = argument;
        _progress = progress;
    }

    /// <summary>Gets what the probe is given beside its inputs; empty for every check.</summary>
    public string Argument { get; }

    /// <summary>Gets the source of the check's inputs.</summary>
    public CheckRandom Random { get; }

    /// <summary>Gets what has been observed so far, in order.</summary>
    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>Observes a tensor: its dtype, shape and values. The tensor is not disposed.</summary>
    /// <param name="name">What it is; unique within the probe.</param>
    /// <param name="value">The tensor; null is observed as null.</param>
    public void Observe(string name, Tensor? value)
    {
        if (value is null)
        {
            Add(new TextObservation(name, null));
            return;
        }

        Add(TensorReader.Read(name, value));
    }

    /// <summary>Observes a number.</summary>
    public void Observe(string name, double value) => Add(new NumberObservation(name, value));

    /// <summary>Observes a list of integers, such as token ids, as an int64 tensor of one axis.</summary>
    /// <param name="name">What it is; unique within the probe.</param>
    /// <param name="values">The numbers; null is observed as null.</param>
    public void Observe(string name, IEnumerable<int>? values) =>
        ObserveList(name, ElementType.Int64, values?.Select(value => (double)value));

    /// <summary>Observes a list of numbers as a float64 tensor of one axis.</summary>
    /// <param name="name">What it is; unique within the probe.</param>
    /// <param name="values">The numbers; null is observed as null.</param>
    public void Observe(string name, IEnumerable<double>? values) => ObserveList(name, ElementType.Float64, values);

    /// <summary>Observes a list of numbers as a float32 tensor of one axis.</summary>
    /// <param name="name">What it is; unique within the probe.</param>
    /// <param name="values">The numbers; null is observed as null.</param>
    public void Observe(string name, IEnumerable<float>? values) =>
        ObserveList(name, ElementType.Float32, values?.Select(value => (double)value));

    /// <summary>Observes a truth value.</summary>
    public void Observe(string name, bool value) => Add(new FlagObservation(name, value));

    /// <summary>Observes a text.</summary>
    public void Observe(string name, string? value) =>
        Add(new TextObservation(name, value is { Length: > ObservationLimits.TextLength } ? value[..ObservationLimits.TextLength] : value));

    /// <summary>Observes whether a call refuses its arguments with <typeparamref name="TException"/> or a type derived from it.</summary>
    /// <typeparam name="TException">The exception that satisfies the check, such as <see cref="ArgumentException"/>.</typeparam>
    /// <param name="name">What is tried.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="NotImplementedException">The member is still a starter: that is its own outcome, not a refusal.</exception>
    public void ObserveThrows<TException>(string name, Action call)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(call);
        string wanted = typeof(TException).FullName!;
        try
        {
            using IDisposable scope = NewDisposeScope();
            call();
        }
        catch (NotImplementedException)
        {
            throw;
        }
        catch (Exception e)
        {
            string message = e.Message.Length > 400 ? e.Message[..400] : e.Message;
            Add(new ThrowObservation(name, wanted, e.GetType().FullName, e is TException, message));
            return;
        }

        Add(new ThrowObservation(name, wanted, null, false, null));
    }

    /// <summary>
    /// Observes whether a call with good arguments is accepted, beside those that have to be refused: to refuse everything is no check of
    /// arguments. An exception of any type is a refusal.
    /// </summary>
    /// <param name="name">What is tried.</param>
    /// <param name="call">The call.</param>
    public void ObserveAccepts(string name, Action call) => ObserveThrows<ArgumentException>(name, call);

    /// <summary>Observes how many tensors a call leaves alive beyond the one that it returns; 0 is right.</summary>
    /// <param name="name">What is tried.</param>
    /// <param name="call">The call; what it returns is disposed.</param>
    /// <remarks>
    /// Counts on all threads, inside a dispose scope of the probe, after one call to warm up: a tensor that the call moves to
    /// the outer scope as its result is expected, every other one is a leak. One that the call makes on a thread of the pool and
    /// disposes here, or the other way round, is none, nor is a <c>Parameter</c> that it disposes, however many a right answer makes.
    /// </remarks>
    public void ObserveLeak(string name, Func<Tensor?> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        using (NewDisposeScope()) call()?.Dispose();

        // A finalizer takes a tensor from the count, whenever it happens to run: those of the past run now, and no others meanwhile.
        CollectGarbage();
        _ = GC.TryStartNoGCRegion(QuietBytes);
        try
        {
            using IDisposable scope = NewDisposeScope();
            (long All, long Here) before = (Tensor.TotalCount, AliveHere);
            Tensor? result = call();
            result?.Dispose();
            (long all, long here) = (Tensor.TotalCount - before.All, AliveHere - before.Here);
            if (all != 0 && all != here)
            {
                // The count of all threads keeps one for good for each Parameter that was ever made. What this thread has left is in the
                // scope; what others have left is garbage by now.
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
                CollectGarbage();
                all = Math.Max(here, 0) + before.All + all - Tensor.TotalCount;
            }

            // What returns nothing leaves nothing, which is no merit.
            Add(new NumberObservation(name, result is null ? double.NaN : all) { IsLeak = true });
        }
        finally
        {
            // A call that allocates more has ended it.
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        }

        static void CollectGarbage()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Observes how many tensors a call that returns none leaves alive; 0 is right.</summary>
    /// <param name="name">What is tried.</param>
    /// <param name="call">The call.</param>
    public void ObserveLeak(string name, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ObserveLeak(name, () =>
        {
            call();
            return zeros(1);
        });
    }

    private static long AliveHere => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>Observes how many more tensors are alive at once for each further step of a loop; 0 is right.</summary>
    /// <param name="name">What is tried.</param>
    /// <param name="run">Runs the loop for a number of steps.</param>
    /// <remarks>What lives until the loop ends is gone afterwards: only the most that were alive at once tell of it.</remarks>
    public void ObserveGrowth(string name, Action<int> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        const int Short = 3, Further = 30;
        using IDisposable scope = NewDisposeScope();
        run(Short);

        // The library never forgets the most that there ever were. Filled up to there, every further one shows.
        while (Tensor.TotalCount < Tensor.PeakCount) _ = zeros(1);
        run(Short);
        long peak = Tensor.PeakCount;
        run(Short + Further);

        // A few more may wait for the garbage collector in one run than in the other.
        Observe(name, Math.Floor((Tensor.PeakCount - peak) / (double)Further));
    }

    /// <summary>Has something disposed at the end of the probe, or, in timed work, before the next is prepared.</summary>
    /// <remarks>For modules: one that is not disposed keeps its parameters for good.</remarks>
    /// <param name="disposable">What is disposed.</param>
    /// <returns>The same object.</returns>
    public T Owns<T>(T disposable)
        where T : IDisposable
    {
        _owned.Push(disposable);
        return disposable;
    }

    /// <summary>Disposes what the probe owns.</summary>
    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? owned)) owned.Dispose();
    }

    /// <summary>Reports how far a long probe has come.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="what">A few words.</param>
    public void Progress(double fraction, string what) => _progress?.Invoke(Math.Clamp(fraction, 0, 1), what);

    private void ObserveList(string name, ElementType type, IEnumerable<double>? values)
    {
        if (values is null)
        {
            Add(new TextObservation(name, null));
            return;
        }

        // The list is the submission's: it may have no end.
        double[] copy = [.. values.Take(ObservationLimits.TensorElements + 1)];
        if (copy.Length > ObservationLimits.TensorElements)
            throw new ArgumentException($"'{name}' has more than {ObservationLimits.TensorElements} elements, or no end.");
        Add(new TensorObservation(name, type, [copy.Length], copy));
    }

    private void Add(Observation observation)
    {
        if (observation.Name.Length is 0 or > ObservationLimits.NameLength)
            throw new ArgumentException(
                $"An observation's name has 1 to {ObservationLimits.NameLength} characters; this one has {observation.Name.Length}.");
        if (!_names.Add(observation.Name))
            throw new ArgumentException($"'{observation.Name}' was observed twice in one probe; give each observation its own name.");
        _observations.Add(observation);
    }
}
