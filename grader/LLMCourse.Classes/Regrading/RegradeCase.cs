using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Regrading;

/// <summary>An attempt of which something is graded again.</summary>
/// <param name="Submission">Its files.</param>
/// <param name="Attempt">The recorded attempt.</param>
/// <param name="Exercises">The exercises that are graded again.</param>
/// <param name="Performance">Whether performance checks are among them.</param>
internal sealed record RegradeCase(FoundSubmission Submission, Attempt Attempt, IReadOnlyList<string> Exercises, bool Performance);

/// <summary>A submission or an attempt that stays as it is.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Why">The reason, as a sentence.</param>
internal sealed record LeftAlone(string Source, string Why);

/// <summary>What is graded again, and what is not.</summary>
/// <param name="Cases">What is graded again.</param>
/// <param name="LeftAlone">What is not, though it was asked for.</param>
/// <param name="AsBefore">How many attempts are by these checks already.</param>
internal sealed record RegradePlan(IReadOnlyList<RegradeCase> Cases, IReadOnlyList<LeftAlone> LeftAlone, int AsBefore);

/// <summary>How grading again ended for an attempt.</summary>
/// <param name="Case">The attempt.</param>
/// <param name="Regrade">What changes; null when the grade is kept.</param>
/// <param name="Packed">The new result, packed, since a class of them waits for an answer; null when the grade is kept.</param>
/// <param name="Kept">Why the grade is kept; null otherwise.</param>
internal sealed record RegradeOutcome(RegradeCase Case, Regrade? Regrade, byte[]? Packed, string? Kept)
{
    /// <summary>Reads the new result.</summary>
    public GradeResult Result() => ResultJson.Read(Gradebook.Unpack(Packed!));
}
