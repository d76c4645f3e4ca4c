using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grading.Compiling.Examining;

/// <summary>A submission to be examined, and what that needs of its module.</summary>
/// <param name="Sources">What was taken from it.</param>
/// <param name="Manifest">Its module.</param>
/// <param name="Starter">The module's files as they were handed out.</param>
/// <param name="Bans">What the exercises may not use.</param>
public sealed record ExamineRequest(SourceSet Sources, ModuleManifest Manifest, IReadOnlyList<SourceFile> Starter,
    IReadOnlyDictionary<string, ExerciseBans> Bans);
