using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Batches;

/// <summary>How a submission of a batch ended.</summary>
/// <param name="Submission">Which one.</param>
/// <param name="Result">Its grade; null when it was skipped or refused.</param>
/// <param name="Refused">Why it could not be graded; null otherwise.</param>
internal sealed record BatchOutcome(FoundSubmission Submission, GradeResult? Result, string? Refused)
{
    /// <summary>Gets a value indicating whether a grade by the same checks was there already.</summary>
    public bool Skipped => Result is null && Refused is null;

    /// <summary>Gets a value indicating whether a fault of the grader touched the grade.</summary>
    public bool GraderError => Result?.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)) == true;
}
