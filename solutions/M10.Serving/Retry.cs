using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;
#region Solution
using System.Globalization;
#endregion

namespace LLMCourse.M10;

/// <summary>Tries a request again, when it may help, after a wait that grows and is drawn at random.</summary>
/// <remarks>
/// <para>After attempt n the wait is u·min(MaxDelay, BaseDelay·2ⁿ⁻¹), with u drawn from [0, 1): "full jitter" of Brooker 2015,
/// "Exponential backoff and jitter" (AWS Architecture Blog). What the server asks for in <c>Retry-After</c> is added to it.</para>
/// </remarks>
public static class Retry
{
    /// <summary>Reads the value of a header <c>Retry-After</c> (RFC 9110 §10.2.3).</summary>
    /// <param name="value">The value: a number of seconds in ASCII digits, or a date such as <c>Sun, 06 Nov 1994 08:49:37 GMT</c>; spaces around it do not count.</param>
    /// <param name="now">The present, which a date is compared with.</param>
    /// <returns>How long to wait, rounded up to whole milliseconds; 0 for a date that has passed; <see cref="TimeSpan.MaxValue"/> for more seconds than fit in an
    /// <see cref="int"/>; null for anything else, such as fractions, signs and null.</returns>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public static TimeSpan? ParseRetryAfter(string? value, DateTimeOffset now)
    {
        // TODO M10.E6: digits are seconds; otherwise it is a date in the format "r", in the invariant culture, or nothing.
        #region Solution
        string text = value?.Trim(' ') ?? "";
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)) return null;
        return date > now ? TimeSpan.FromMilliseconds(Math.Ceiling((date - now).TotalMilliseconds)) : TimeSpan.Zero;
        #endregion
    }

    /// <summary>Says whether the same request may succeed later.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <returns>Whether it is a <see cref="TimeoutException"/>, or an <see cref="ApiFailure"/> without status (the connection was lost), with 408, 409 or 429, or with
    /// any status from 500 to 599 but 501 (not implemented) and 505 (HTTP version not supported). Any other exception is final.</returns>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public static bool MayRetry(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        // TODO M10.E6: tell what may pass by itself from what will be the same next time.
        #region Solution
        return failure is TimeoutException
            or ApiFailure { Status: null or 408 or 409 or 429 or (>= 500 and <= 599 and not 501 and not 505) };
        #endregion
    }

    /// <summary>Draws the wait after an attempt, without what the server asks for.</summary>
    /// <param name="policy">The delays.</param>
    /// <param name="attempt">The number of the attempt that has failed, from 1.</param>
    /// <param name="random">Gives one number, by <see cref="Xoshiro256.NextDouble"/>.</param>
    /// <returns>The number times min(MaxDelay, BaseDelay·2^(attempt − 1)), rounded down to whole milliseconds.</returns>
    /// <exception cref="ArgumentException">The policy is not valid, or <paramref name="attempt"/> is below 1.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public static TimeSpan Backoff(RetryPolicy policy, int attempt, Xoshiro256 random)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(random);
        // TODO M10.E6: double the base attempt − 1 times, up to the longest delay, and take a random share of it.
        #region Solution
        policy.Validate();
        if (attempt < 1) throw new ArgumentException($"The attempt is {attempt}; the first one is 1.", nameof(attempt));
        // In double, 2 to the power of a large number is infinite and not negative, as a shift would be.
        double longest = Math.Min(policy.MaxDelay.TotalMilliseconds, policy.BaseDelay.TotalMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(Math.Floor(random.NextDouble() * longest));
        #endregion
    }

    /// <summary>Makes attempts until one succeeds, or another makes no sense.</summary>
    /// <remarks>
    /// <para>After a failure that <see cref="MayRetry"/> accepts it waits <see cref="Backoff"/>, drawn from one generator for the whole call, plus what
    /// <see cref="ParseRetryAfter"/> makes of the failure's header, and tries again. It throws the failure at once if that was the last attempt, if the server asks for more than
    /// <see cref="RetryPolicy.MaxRetryAfter"/>, or if the next attempt would begin at the deadline or later; and any other failure always.</para>
    /// <para>An attempt's token is cancelled at its timeout and at the deadline, whichever is first. The attempt then counts as a
    /// <see cref="TimeoutException"/>, at that moment, even if it does not listen to the token; what it does later is ignored. An attempt that throws before it returns a task has failed like any
    /// other.</para>
    /// </remarks>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="call">Makes one attempt.</param>
    /// <param name="policy">How often, and how patiently.</param>
    /// <param name="clock">Measures every timeout and wait, by its timers and time stamps; dates are compared with its time.</param>
    /// <param name="cancellationToken">Ends everything at once, a wait and an attempt that does not listen too; the attempt's token is cancelled then as well.</param>
    /// <returns>The first result.</returns>
    /// <exception cref="ArgumentException">The policy is not valid.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested; before the first attempt, none is made.</exception>
    /// <exception cref="TimeoutException">The last attempt took too long.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public static async Task<T> RunAsync<T>(
        Func<RetryAttempt, CancellationToken, Task<T>> call, RetryPolicy policy, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M10.E6: loop over attempts, each under its own timeout; on a failure that may pass, wait and go on if there is time for it.
        #region Solution
        policy.Validate();
        Xoshiro256 random = new(policy.Seed);
        string key = Guid.NewGuid().ToString();
        long begun = clock.GetTimestamp();
        for (int number = 1; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan wait;
            try
            {
                TimeSpan left = policy.Deadline - clock.GetElapsedTime(begun);
                RetryAttempt attempt = new(number, key);
                return await WithTimeout(token => call(attempt, token), left < policy.AttemptTimeout ? left : policy.AttemptTimeout, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (number < policy.MaxAttempts && MayRetry(failure))
            {
                TimeSpan asked = ParseRetryAfter((failure as ApiFailure)?.RetryAfter, clock.GetUtcNow()) ?? TimeSpan.Zero;
                if (asked > policy.MaxRetryAfter) throw;
                wait = asked + Backoff(policy, number, random);
                if (clock.GetElapsedTime(begun) + wait >= policy.Deadline) throw;
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
        #endregion
    }

    #region Solution
    private static async Task<T> WithTimeout<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Task<T> attempt = call(either.Token);
        try
        {
            return await attempt.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            _ = Abandoned.ObserveAsync(attempt);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The attempt took longer than {limit}.");
        }
    }
    #endregion
}
