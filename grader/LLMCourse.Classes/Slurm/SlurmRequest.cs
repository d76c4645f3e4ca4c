using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Classes.Slurm;

/// <summary>What to grade on a cluster.</summary>
/// <param name="Submissions">The class.</param>
/// <param name="Roster">Students to enrol besides.</param>
/// <param name="Gradebook">The gradebook's file.</param>
/// <param name="Layout">The course.</param>
/// <param name="Module">The module's full name.</param>
/// <param name="Options">What is graded of each submission.</param>
/// <param name="Sandbox">How student code is kept apart.</param>
/// <param name="Jobs">How many submissions a shard grades at once.</param>
/// <param name="Resume">Whether to go on with a run that was left, and to leave out what has a grade by the same checks.</param>
internal sealed record SlurmRequest(
    IReadOnlyList<FoundSubmission> Submissions,
    IReadOnlyList<Student> Roster,
    string Gradebook,
    CourseLayout Layout,
    string Module,
    GradeOptions Options,
    SandboxMode Sandbox,
    int Jobs,
    bool Resume);
