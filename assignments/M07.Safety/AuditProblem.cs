namespace LLMCourse.M07;

/// <summary>The first row of a log that is not as it was written.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record AuditProblem(long Index, AuditFault Fault);
