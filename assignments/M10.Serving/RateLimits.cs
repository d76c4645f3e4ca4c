namespace LLMCourse.M10;

/// <summary>What one key may use. All four are 1 to 1,000,000,000.</summary>
/// <param name="RequestsPerMinute">How many requests come back a minute.</param>
/// <param name="TokensPerMinute">How many tokens come back a minute.</param>
/// <param name="RequestBurst">How many requests may be made at once after a rest.</param>
/// <param name="TokenBurst">How many tokens may be used at once after a rest.</param>
public sealed record RateLimits(long RequestsPerMinute, long TokensPerMinute, long RequestBurst, long TokenBurst);
