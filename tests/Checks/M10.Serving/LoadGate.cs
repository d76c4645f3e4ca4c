namespace LLMCourse.Checks.M10;

/// <summary>Knows what every call is doing, and waits until there is nothing left to do before time may pass.</summary>
internal sealed class LoadGate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly object _sync = new();
    private readonly List<LoadCall> _live = [];
    private readonly List<LoadGeneration> _generations = [];
    private readonly Dictionary<string, List<LoadGeneration>> _byKey = new(StringComparer.Ordinal);
    private Exception? _fault;

    /// <summary>Gets whether the scheduler has something to do.</summary>
    public bool IsGenerating
    {
        get
        {
            lock (_sync) return _generations.Exists(generation => generation.IsWaiting);
        }
    }

    public void Begin(LoadCall call)
    {
        lock (_sync) _live.Add(call);
    }

    public void Set(LoadCall call, LoadState state)
    {
        lock (_sync)
        {
            call.State = state;
            Monitor.PulseAll(_sync);
        }
    }

    public void Park(LoadCall call, string key)
    {
        lock (_sync)
        {
            call.Key = key;
            call.State = LoadState.Parked;
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Counts the attempts of a call that the server is working on.</summary>
    public void InServer(LoadCall call, int by)
    {
        lock (_sync)
        {
            call.InServer += by;
            Monitor.PulseAll(_sync);
        }
    }

    public void Add(LoadGeneration generation, long id, Task<int[]> completion)
    {
        lock (_sync)
        {
            (generation.Id, generation.Completion) = (id, completion);
            _generations.Add(generation);
            if (!_byKey.TryAdd(generation.Key, [generation])) _byKey[generation.Key].Add(generation);
            Monitor.PulseAll(_sync);
        }
    }

    public void Remove(LoadGeneration generation)
    {
        lock (_sync)
        {
            _ = _generations.Remove(generation);
            if (_byKey.TryGetValue(generation.Key, out List<LoadGeneration>? same)) _ = same.Remove(generation);
            Monitor.PulseAll(_sync);
        }
    }

    public LoadGeneration? Find(long id)
    {
        lock (_sync) return _generations.Find(generation => generation.Id == id);
    }

    /// <summary>Notes what should not have been thrown; the run ends with it.</summary>
    public void Fail(Exception fault)
    {
        lock (_sync)
        {
            _fault ??= fault;
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Takes the calls that are ready to be sent, in their order.</summary>
    public LoadCall? NextAtDoor()
    {
        lock (_sync) return _live.Where(call => call.State == LoadState.AtDoor).MinBy(call => call.Request.Number);
    }

    /// <summary>Waits until every call waits for a step of the model, for the clock, or for nothing any more.</summary>
    /// <returns>The calls that have ended, in their order; each once.</returns>
    public LoadCall[] Settle()
    {
        lock (_sync)
        {
            while (_fault is null && !_live.TrueForAll(IsSettled))
            {
                if (!Monitor.Wait(_sync, Patience))
                    throw new InvalidOperationException(
                        $"Nothing moves: {string.Join("; ", _live.Where(call => !IsSettled(call)).Take(3).Select(call => $"call {call.Request.Number} is {call.State} in attempt {call.Attempts}"))}.");
            }

            if (_fault is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_fault);
            LoadCall[] ended = [.. _live.Where(call => call.State == LoadState.Done).OrderBy(call => call.Request.Number)];
            _ = _live.RemoveAll(call => call.State == LoadState.Done);
            return ended;
        }
    }

    private bool IsSettled(LoadCall call) => call.State switch
    {
        LoadState.AtDoor or LoadState.Waiting or LoadState.Done => call.InServer == 0,
        LoadState.Parked => _byKey.TryGetValue(call.Key, out List<LoadGeneration>? same) && same.Exists(generation => generation.IsWaiting),
        _ => false,
    };
}
