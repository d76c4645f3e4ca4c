namespace LLMCourse.M10;

/// <summary>What one bucket says to one request.</summary>
/// <param name="IsAdmitted">Whether the bucket holds enough.</param>
/// <param name="Limit">The burst: the most that the bucket holds.</param>
/// <param name="Remaining">How many whole units it holds after this decision; 0 where it is in debt.</param>
/// <param name="RetryAfter">How long until the same amount would be admitted if nobody else takes any: zero if it is admitted now,
/// <see cref="TimeSpan.MaxValue"/> if it is more than the bucket ever holds, or if no <see cref="TimeSpan"/> is that long.</param>
/// <param name="Reset">How long after this decision until the bucket is full, if nobody takes any more; <see cref="TimeSpan.MaxValue"/> at most.</param>
public sealed record RateDecision(bool IsAdmitted, long Limit, long Remaining, TimeSpan RetryAfter, TimeSpan Reset);
