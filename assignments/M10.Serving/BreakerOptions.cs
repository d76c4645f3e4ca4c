namespace LLMCourse.M10;

/// <summary>When a <see cref="CircuitBreaker"/> opens, and for how long.</summary>
/// <param name="Failures">How many failures within <paramref name="Window"/> open it; at least 1.</param>
/// <param name="Window">For how long a failure counts; more than 0.</param>
/// <param name="Break">For how long it stays open; more than 0.</param>
public sealed record BreakerOptions(int Failures, TimeSpan Window, TimeSpan Break);
