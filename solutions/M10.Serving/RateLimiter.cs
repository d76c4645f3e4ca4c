namespace LLMCourse.M10;

/// <summary>Limits the requests and the tokens of every key, as the gateways of language models do.</summary>
/// <remarks>
/// <para>Each key has a bucket of requests and one of tokens (<see cref="TokenBucket"/>), full when the key is first seen. A request needs one
/// of the first and its estimated tokens of the second, both or neither: a request that is refused takes nothing from either.</para>
/// <para>What a reply will cost is not known before it is written. So the prompt and the most that the reply may have are reserved, and
/// <see cref="Settle"/> corrects it afterwards.</para>
/// <para>Memory is bounded. When a new key comes and <c>maxKeys</c> are known, keys whose two buckets are full are forgotten: they come back as
/// they left. A key that still owes anything is never forgotten, or it would gain by it. If there is none to forget, the new key is refused
/// and not remembered.</para>
/// <para>Keys are compared ordinally. Safe for any number of threads: calls act as if they had come one after the other.</para>
/// </remarks>
public sealed class RateLimiter
{
    #region Solution
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Buckets> _keys = new(StringComparer.Ordinal);
    private readonly RateLimits _limits;
    private readonly TimeProvider _clock;
    private readonly int _maxKeys;
    #endregion

    /// <summary>Creates a limiter that knows no key.</summary>
    /// <param name="limits">What each key may use.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="maxKeys">How many keys are remembered at most, 1 or more.</param>
    /// <exception cref="ArgumentException">A limit is out of its range, or the number of keys is 0 or less.</exception>
    [Exercise("M10.E2")]
    public RateLimiter(RateLimits limits, TimeProvider clock, int maxKeys)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M10.E2: check and keep the arguments.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxKeys);
        _limits = limits;
        _clock = clock;
        _maxKeys = maxKeys;
        _ = NewBuckets();
        #endregion
    }

    /// <summary>Gets how many keys are remembered; never more than <c>maxKeys</c>.</summary>
    [Exercise("M10.E2")]
    public int KeyCount
    {
        get
        {
            // TODO M10.E2: count the keys.
            #region Solution
            lock (_gate) return _keys.Count;
            #endregion
        }
    }

    /// <summary>Takes one request and the estimated tokens, or nothing.</summary>
    /// <param name="key">Whose request it is, not empty.</param>
    /// <param name="tokens">The estimate: tokens of the prompt and of the longest reply, 0 or more.</param>
    /// <returns>Both buckets' decisions, each for itself: after a refusal they show what is there, as nothing was taken. The time to wait is
    /// the longer one of both. A new key that finds no room is shown what full buckets would say, and waits until the first of the remembered keys has
    /// both of its buckets full; or for ever, if the request needs more than a bucket ever holds.</returns>
    /// <exception cref="ArgumentException">The key is empty or the number is negative.</exception>
    [Exercise("M10.E2")]
    public RateAnswer TryAcquire(string key, long tokens)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        // TODO M10.E2: find or make the key's buckets, ask both, and take from both if both have enough.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        lock (_gate)
        {
            bool known = Find(key, out Buckets buckets);
            RateDecision requests = buckets.Requests.Ask(1), cost = buckets.Tokens.Ask(tokens);
            TimeSpan retry = Longer(requests.RetryAfter, cost.RetryAfter);
            if (!known && retry != TimeSpan.MaxValue) retry = Longer(retry, _keys.Values.Min(TimeToFull));
            if (!known || !requests.IsAdmitted || !cost.IsAdmitted) return new RateAnswer(false, requests, cost, retry);
            return new RateAnswer(true, buckets.Requests.TryTake(1), buckets.Tokens.TryTake(tokens), TimeSpan.Zero);
        }
        #endregion
    }

    /// <summary>Corrects an estimate once the cost is known: gives back what was not used, charges what was used beyond it.</summary>
    /// <param name="key">Whose request it was.</param>
    /// <param name="reserved">What was estimated, 0 or more.</param>
    /// <param name="actual">What it cost, 0 or more.</param>
    /// <remarks>A key that has been forgotten meanwhile has full buckets: there is nothing to give back, but a further cost is charged. It is
    /// then remembered again, if there is room; the cost is let go if there is none.</remarks>
    /// <exception cref="ArgumentException">The key is empty or a number is negative.</exception>
    [Exercise("M10.E2")]
    public void Settle(string key, long reserved, long actual)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        // TODO M10.E2: charge the difference to the key's tokens.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(reserved);
        ArgumentOutOfRangeException.ThrowIfNegative(actual);
        lock (_gate)
        {
            if (actual <= reserved && !_keys.ContainsKey(key)) return;
            _ = Find(key, out Buckets buckets);
            buckets.Tokens.Charge(actual - reserved);
        }
        #endregion
    }

    #region Solution
    private sealed record Buckets(TokenBucket Requests, TokenBucket Tokens);

    private Buckets NewBuckets() => new(
        new TokenBucket(_limits.RequestsPerMinute, _limits.RequestBurst, _clock),
        new TokenBucket(_limits.TokensPerMinute, _limits.TokenBurst, _clock));

    /// <summary>Finds a key's buckets or makes them; false if there is no room to remember them.</summary>
    private bool Find(string key, out Buckets buckets)
    {
        if (_keys.TryGetValue(key, out Buckets? found))
        {
            buckets = found;
            return true;
        }

        if (_keys.Count >= _maxKeys)
        {
            foreach (string rested in _keys.Where(pair => TimeToFull(pair.Value) == TimeSpan.Zero).Select(pair => pair.Key).ToList()) _ = _keys.Remove(rested);
        }

        buckets = NewBuckets();
        return _keys.Count < _maxKeys && _keys.TryAdd(key, buckets);
    }

    private static TimeSpan TimeToFull(Buckets buckets) => Longer(buckets.Requests.Ask(0).Reset, buckets.Tokens.Ask(0).Reset);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
    #endregion
}
