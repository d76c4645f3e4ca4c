namespace LLMCourse.M10;

/// <summary>What a limiter says to one request.</summary>
/// <param name="IsAdmitted">Whether the request may go on.</param>
/// <param name="Requests">What the key's bucket of requests says, for itself.</param>
/// <param name="Tokens">What the key's bucket of tokens says, for itself.</param>
/// <param name="RetryAfter">Zero if admitted; otherwise how long until it could be, <see cref="TimeSpan.MaxValue"/> for never.</param>
public sealed record RateAnswer(bool IsAdmitted, RateDecision Requests, RateDecision Tokens, TimeSpan RetryAfter);
