using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>The checks of a submission after their turn.</summary>
/// <param name="Checks">Each by its id.</param>
/// <param name="Reached">What an exercise reached and may not use, by its id; the source alone did not show it.</param>
/// <param name="Builds">The builds, as they turned out to be needed.</param>
public sealed record SubmissionRun(
    IReadOnlyDictionary<string, CheckRun> Checks, IReadOnlyDictionary<string, IReadOnlyList<SourceNote>> Reached,
    ExerciseBuilds Builds);
