namespace LLMCourse.Grading.Judging;

/// <summary>A mistake and how the solution behaves with it, as recorded.</summary>
/// <param name="Mistake">The mistake.</param>
/// <param name="Behaviour">Its behaviour in each check of its exercise, by the check's id.</param>
public sealed record RecordedMistake(Mistake Mistake, IReadOnlyDictionary<string, CheckBehaviour> Behaviour);
