using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Batches;

/// <summary>A submission that lies ready to be graded.</summary>
/// <param name="Folder">Where to grade from.</param>
/// <param name="SubmittedUtc">When it was handed in.</param>
/// <param name="IsTimeStated">Whether something other than the files' own times says so.</param>
/// <param name="NotTaken">What was handed in beside it and is not graded.</param>
internal sealed record PlacedSubmission(string Folder, DateTimeOffset SubmittedUtc, bool IsTimeStated,
    IReadOnlyList<LeftBehindFile> NotTaken)
{
    /// <summary>Returns the attempt that it is.</summary>
    public Attempt AttemptOf(FoundSubmission submission, string module, string contentHash) =>
        new(submission.Student.Key, module, contentHash, SubmittedUtc,
            submission.Source)
        { IsTimeStated = IsTimeStated, IsMarkedLate = submission.IsMarkedLate };
}
