using LLMCourse.Checks;

namespace LLMCourse.Grading.Workers;

/// <summary>One pair of timed runs, of the submission and of the reference, one right after the other.</summary>
/// <param name="Round">Counts from 0; every round visits every size, unless the time was up.</param>
/// <param name="Size">The size.</param>
/// <param name="SubmissionMicroseconds">The time of one call of the submission's, in microseconds.</param>
/// <param name="ReferenceMicroseconds">The time of one call of the reference's, in microseconds.</param>
public sealed record TimingRound(int Round, int Size, double SubmissionMicroseconds, double ReferenceMicroseconds)
{
    /// <summary>Gets how many pieces of work each of both runs had.</summary>
    public int Pieces { get; init; } = 1;

    /// <summary>Gets one result of the submission, of a piece of work that is chosen after the run; null when it gave none.</summary>
    public Observation? SubmissionResult { get; init; }

    /// <summary>Gets the reference's result of the same work; null when it gave none.</summary>
    public Observation? ReferenceResult { get; init; }
}
