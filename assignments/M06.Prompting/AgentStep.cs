namespace LLMCourse.M06;

/// <summary>A step of an agent: calls, and what became of them.</summary>
/// <param name="Call">The reply with the calls, as the model wrote it.</param>
/// <param name="Observations">What the model is told of each call, in the order of the calls; one alone where the reply cannot be read.</param>
public sealed record AgentStep(string Call, IReadOnlyList<string> Observations);
