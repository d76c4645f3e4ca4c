namespace LLMCourse.Grader.Judging;

/// <summary>A mutant and what it fails.</summary>
/// <param name="Exercise">The id of the exercise whose checks were run.</param>
/// <param name="Member">The documentation comment id of the exercise's member that is changed, or that the changed helper serves.</param>
/// <param name="Change">What is changed.</param>
/// <param name="Failures">What fails, as <see cref="Judging.Failures"/> names it.</param>
public sealed record KilledMutant(string Exercise, string Member, string Change, IReadOnlyList<string> Failures);
