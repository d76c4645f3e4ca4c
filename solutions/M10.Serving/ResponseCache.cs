namespace LLMCourse.M10;

/// <summary>Caches responses, and has each one generated once however many ask for it at the same time.</summary>
public sealed class ResponseCache
{
    #region Solution
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly LruCache<string, string> _store;
    #endregion

    /// <summary>Creates a cache.</summary>
    /// <param name="store">Where the responses are kept; not used by anybody else.</param>
    [Exercise("M10.E3")]
    public ResponseCache(LruCache<string, string> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        // TODO M10.E3: keep the store.
        #region Solution
        _store = store;
        #endregion
    }

    /// <summary>Gets the response of a key: from the cache, from the generation that is going on, or from a new one.</summary>
    /// <remarks>
    /// <para>A generation that fails is not cached: all who wait for it get its exception, and the next caller starts another one.</para>
    /// <para>Who cancels stops waiting. The generation goes on for the others; when the last of them has cancelled, its token is cancelled
    /// and it is forgotten: whoever comes then starts another one, and what it may still give is not stored.</para>
    /// </remarks>
    /// <param name="key">The key, as <see cref="ResponseKey"/> makes it; null: generate for this caller alone, with the caller's token, and
    /// store nothing.</param>
    /// <param name="generate">Generates the response. Its token is not any one caller's.</param>
    /// <param name="cancellationToken">The caller's. If it is cancelled already, nothing is done.</param>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    [Exercise("M10.E3")]
    public async Task<string> GetOrCreateAsync(string? key, Func<CancellationToken, Task<string>> generate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generate);
        // TODO M10.E3: look into the store, then join the generation that is going on, or start one; wait, and count who waits.
        #region Solution
        cancellationToken.ThrowIfCancellationRequested();
        if (key is null) return await generate(cancellationToken).ConfigureAwait(false);

        Flight? flight;
        lock (_gate)
        {
            if (_store.TryGet(key, out string? found)) return found;
            if (!_flights.TryGetValue(key, out flight))
            {
                _flights[key] = flight = new Flight();
                Flight started = flight;
                flight.Response = Task.Run(() => GenerateAsync(key, started, generate), CancellationToken.None);
            }

            flight.Waiting++;
        }

        try
        {
            return await flight.Response.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (IsAbandoned(key, flight)) await flight.Stop.CancelAsync().ConfigureAwait(false);
        }
        #endregion
    }

    #region Solution
    private async Task<string> GenerateAsync(string key, Flight flight, Func<CancellationToken, Task<string>> generate)
    {
        try
        {
            string response = await generate(flight.Stop.Token).ConfigureAwait(false);
            lock (_gate)
            {
                if (IsCurrent(key, flight)) _ = _store.Set(key, response);
            }

            return response;
        }
        finally
        {
            lock (_gate)
            {
                if (IsCurrent(key, flight)) _ = _flights.Remove(key);
            }
        }
    }

    private bool IsAbandoned(string key, Flight flight)
    {
        lock (_gate)
        {
            flight.Waiting--;
            return flight.Waiting == 0 && IsCurrent(key, flight) && _flights.Remove(key);
        }
    }

    private bool IsCurrent(string key, Flight flight) => _flights.TryGetValue(key, out Flight? current) && current == flight;

    private sealed class Flight
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task<string> Response { get; set; } = Task.FromResult("");

        public int Waiting { get; set; }
    }
    #endregion
}
