
namespace LLMCourse.M10;

/// <summary>The headers by which OpenAI's API tells a client its limits, and HTTP when to come back.</summary>
/// <remarks>The names and the form of the times are those of OpenAI's guide "Rate limits", section on headers
/// (<see href="https://platform.openai.com/docs/guides/rate-limits"/>); <c>retry-after</c> is RFC 9110, §10.2.3.</remarks>
public static class RateLimitHeaders
{
    /// <summary>Writes the headers of a response.</summary>
    /// <param name="answer">What the limiter said.</param>
    /// <returns>In this order <c>x-ratelimit-limit-requests</c>, <c>x-ratelimit-limit-tokens</c>, <c>x-ratelimit-remaining-requests</c>,
    /// <c>x-ratelimit-remaining-tokens</c>, <c>x-ratelimit-reset-requests</c>, <c>x-ratelimit-reset-tokens</c>, the last two by
    /// <see cref="Duration"/>; and, for a refusal that has an end, <c>retry-after</c> in whole seconds, rounded up.</returns>
    [Exercise("M10.E2")]
    public static IReadOnlyList<KeyValuePair<string, string>> For(RateAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        // TODO M10.E2: write the six headers, and the seventh where it helps.
        throw new NotImplementedException("M10.E2: write the six headers, and the seventh where it helps.");
    }

    /// <summary>Writes a time as OpenAI does: <c>6m0s</c>, <c>1s</c>, <c>20ms</c>.</summary>
    /// <param name="time">The time, 0 or more; rounded up to whole milliseconds.</param>
    /// <returns>Below a second <c>20ms</c>, but <c>0s</c> for nothing. Else hours, minutes, seconds, from the first that is not zero, each
    /// without leading zeros, and milliseconds as a fraction without trailing ones: <c>1.5s</c>, <c>1m26.4s</c>, <c>6m0s</c>, <c>25h0m0.001s</c>.</returns>
    /// <exception cref="ArgumentException">The time is negative.</exception>
    [Exercise("M10.E2")]
    public static string Duration(TimeSpan time)
    {
        // TODO M10.E2: round up to milliseconds, and write hours, minutes and seconds as far as there are any.
        throw new NotImplementedException("M10.E2: round up to milliseconds, and write hours, minutes and seconds as far as there are any.");
    }
}
