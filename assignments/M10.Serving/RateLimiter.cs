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
        throw new NotImplementedException("M10.E2: check and keep the arguments.");
    }

    /// <summary>Gets how many keys are remembered; never more than <c>maxKeys</c>.</summary>
    [Exercise("M10.E2")]
    public int KeyCount
    {
        get
        {
            // TODO M10.E2: count the keys.
            throw new NotImplementedException("M10.E2: count the keys.");
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
        throw new NotImplementedException("M10.E2: find or make the key's buckets, ask both, and take from both if both have enough.");
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
        throw new NotImplementedException("M10.E2: charge the difference to the key's tokens.");
    }
}
