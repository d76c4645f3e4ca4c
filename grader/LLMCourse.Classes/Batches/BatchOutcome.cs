using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Batches;

/// <summary>How a submission of a batch ended.</summary>
/// <param name="Submission">Which one.</param>
/// <param name="Result">Its grade; null when it was skipped or refused.</param>
/// <param name="Refused">Why it could not be graded, or that no graded file is in it; null otherwise.</param>
internal sealed record BatchOutcome(FoundSubmission Submission, GradeResult? Result, string? Refused)
{
    /// <summary>Gets whether it is a fault of the grader that it could not be graded.</summary>
    public bool IsOurFault { get; init; }

    /// <summary>Gets what was handed in beside what is graded.</summary>
    public IReadOnlyList<LeftBehindFile> NotTaken { get; init; } = [];

    /// <summary>Gets whether nothing but the files tells when it was handed in.</summary>
    public bool IsTimeOfFiles { get; init; }

    /// <summary>Gets a value indicating whether a grade by the same checks was there already.</summary>
    public bool Skipped => Result is null && Refused is null;

    /// <summary>Gets a value indicating whether a fault of the grader touched the grade.</summary>
    public bool GraderError => Result?.Exercises.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)) == true;
}
