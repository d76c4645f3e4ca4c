namespace LLMCourse.Grading.Course;

/// <summary>One exercise of a module.</summary>
/// <param name="Id">For example <c>M02.E2</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Weight">Within the module: 1 small, 2 medium, 4 large.</param>
/// <param name="Members">What the student writes, the main member first.</param>
public sealed record ManifestExercise(string Id, string Title, int Weight, IReadOnlyList<ManifestMember> Members);
