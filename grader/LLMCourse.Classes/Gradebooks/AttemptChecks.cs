using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>An attempt with its newest grade's checks and the mistakes that it was recognised by.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Checks">The checks, in the order of their ids.</param>
/// <param name="Mistakes">The ids of the mistakes.</param>
internal sealed record AttemptChecks(GradedAttempt Attempt, IReadOnlyList<CheckRow> Checks, IReadOnlyList<string> Mistakes);

/// <summary>How a check of an attempt ended.</summary>
/// <param name="Id">The check, for example <c>M02.E2.oracle-4d</c>.</param>
/// <param name="Exercise">Its exercise.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Points">Its share within its exercise.</param>
/// <param name="Milliseconds">How long it ran; null when it did not.</param>
internal readonly record struct CheckRow(string Id, string Exercise, Outcome Outcome, int Points, double? Milliseconds);
