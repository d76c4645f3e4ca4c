namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Exercises that are checked with one build, in a process that may have run earlier steps of the same sequence.</summary>
/// <param name="Exercises">The exercises.</param>
/// <param name="Without">The exercises that may not use what is taken out: these, and those of later steps. So nothing that such a step may
/// not use has run in the process before it.</param>
public sealed record BuildStep(IReadOnlyList<string> Exercises, IReadOnlyList<string> Without);
