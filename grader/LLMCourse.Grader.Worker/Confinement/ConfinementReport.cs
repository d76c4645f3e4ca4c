namespace LLMCourse.Grader.Worker.Confinement;

/// <summary>What the worker did to confine itself.</summary>
/// <param name="Measures">What is in force, a few words each.</param>
/// <param name="Missing">What could not be done, with the reason.</param>
internal sealed record ConfinementReport(IReadOnlyList<string> Measures, IReadOnlyList<string> Missing);
