namespace LLMCourse.M06;

/// <summary>What an agent did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Steps">The steps before the answer, in order.</param>
public sealed record AgentRun(AgentOutcome Outcome, string? Answer, IReadOnlyList<AgentStep> Steps);
