namespace LLMCourse.M10;

/// <summary>A cache of so many bytes, which forgets what has not been used for the longest time.</summary>
/// <remarks>
/// Every operation takes constant time, but for the evictions that it causes. A value is used when it is found or set. An entry lives
/// <c>timeToLive</c> from when it was last set, however often it is read; once that much time has passed it is missed and removed when somebody asks
/// for it, and until then it counts in <see cref="Count"/> and <see cref="Bytes"/>. Time is read by <see cref="TimeProvider.GetTimestamp"/>
/// alone. Safe for any number of threads.
/// </remarks>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
public sealed class LruCache<TKey, TValue>
    where TKey : notnull
{

    /// <summary>Creates an empty cache.</summary>
    /// <param name="maxBytes">The most that all entries together may have, 1 or more.</param>
    /// <param name="timeToLive">How long an entry lives, more than zero; null: until it is evicted.</param>
    /// <param name="size">The size of an entry in bytes, 0 or more; asked once, when the entry is set.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="ArgumentException">The bytes or the time are 0 or less.</exception>
    [Exercise("M10.E3")]
    public LruCache(long maxBytes, TimeSpan? timeToLive, Func<TKey, TValue, long> size, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M10.E3: check and keep the arguments.
        throw new NotImplementedException("M10.E3: check and keep the arguments.");
    }

    /// <summary>Gets how many entries there are.</summary>
    [Exercise("M10.E3")]
    public int Count
    {
        get
        {
            // TODO M10.E3: count the entries.
            throw new NotImplementedException("M10.E3: count the entries.");
        }
    }

    /// <summary>Gets the size of all entries.</summary>
    [Exercise("M10.E3")]
    public long Bytes
    {
        get
        {
            // TODO M10.E3: add up the sizes, or better keep the sum.
            throw new NotImplementedException("M10.E3: add up the sizes, or better keep the sum.");
        }
    }

    /// <summary>Gets what has been seen so far.</summary>
    [Exercise("M10.E3")]
    public CacheStatistics Statistics
    {
        get
        {
            // TODO M10.E3: give the three counts, of one moment.
            throw new NotImplementedException("M10.E3: give the three counts, of one moment.");
        }
    }

    /// <summary>Finds a value, and notes that it was used.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; the default if there is none.</param>
    /// <returns>Whether there is one that still lives.</returns>
    [Exercise("M10.E3", Title = "Response and prefix cache", Weight = 4)]
    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value)
    {
        // TODO M10.E3: look it up; remove it if its time is over, move it to the end of the order if not.
        throw new NotImplementedException("M10.E3: look it up; remove it if its time is over, move it to the end of the order if not.");
    }

    /// <summary>Stores a value in place of the key's old one, and evicts the least recently used entries until everything fits.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for a value that is larger than the whole cache: it is not stored and nothing is evicted, but the key's old value is gone.</returns>
    /// <exception cref="InvalidOperationException">The size is negative; nothing has changed.</exception>
    [Exercise("M10.E3")]
    public bool Set(TKey key, TValue value)
    {
        // TODO M10.E3: remove the old value, make room, add the new one at the end of the order.
        throw new NotImplementedException("M10.E3: remove the old value, make room, add the new one at the end of the order.");
    }

    /// <summary>Removes a value. That is no eviction.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one, alive or not.</returns>
    [Exercise("M10.E3")]
    public bool Remove(TKey key)
    {
        // TODO M10.E3: remove it everywhere.
        throw new NotImplementedException("M10.E3: remove it everywhere.");
    }
}
