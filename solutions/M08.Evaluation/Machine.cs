namespace LLMCourse.M08;

/// <summary>A machine that serves a model.</summary>
/// <param name="PerHour">What it costs in an hour, in dollars, whether it works or not.</param>
/// <param name="ReplyTokensPerSecond">The tokens of replies that it writes in a second at full load, above 0.</param>
public sealed record Machine(decimal PerHour, decimal ReplyTokensPerSecond);
