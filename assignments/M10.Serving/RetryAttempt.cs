namespace LLMCourse.M10;

/// <summary>One of the attempts of a call.</summary>
/// <param name="Number">Which one, from 1.</param>
/// <param name="IdempotencyKey">For the header <c>Idempotency-Key</c>: the same in all attempts of a call, and no other call's.</param>
public sealed record RetryAttempt(int Number, string IdempotencyKey);
