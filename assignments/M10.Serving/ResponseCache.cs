namespace LLMCourse.M10;

/// <summary>Caches responses, and has each one generated once however many ask for it at the same time.</summary>
public sealed class ResponseCache
{

    /// <summary>Creates a cache.</summary>
    /// <param name="store">Where the responses are kept; not used by anybody else.</param>
    [Exercise("M10.E3")]
    public ResponseCache(LruCache<string, string> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        // TODO M10.E3: keep the store.
        throw new NotImplementedException("M10.E3: keep the store.");
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
        throw new NotImplementedException("M10.E3: look into the store, then join the generation that is going on, or start one; wait, and count who waits.");
    }
}
