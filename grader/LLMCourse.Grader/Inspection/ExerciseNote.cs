using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Inspection;

/// <summary>A note on the source, and the exercises that it concerns.</summary>
/// <param name="Note">The note.</param>
/// <param name="Exercises">The ids of the exercises; empty when it concerns all of them.</param>
public sealed record ExerciseNote(SourceNote Note, IReadOnlyList<string> Exercises);
