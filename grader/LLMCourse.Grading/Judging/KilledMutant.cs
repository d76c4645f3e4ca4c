namespace LLMCourse.Grading.Judging;

/// <summary>A mutant and what it fails.</summary>
/// <param name="Exercise">The id of the exercise whose checks were run.</param>
/// <param name="Members">The documentation comment ids of the exercise's members in which it is a fault: the changed one,
/// or those that use the changed helper.</param>
/// <param name="Change">What is changed.</param>
/// <param name="Failures">What fails, as <see cref="Judging.Failures"/> names it.</param>
public sealed record KilledMutant(string Exercise, IReadOnlyList<string> Members, string Change, IReadOnlyList<string> Failures);
