namespace LLMCourse.Classes.Gradebooks;

/// <summary>Something that a student handed in.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id, for example <c>M02</c>.</param>
/// <param name="ContentHash">SHA-256 of what was taken of it; the same content handed in again is one attempt,
/// unless other content came in between.</param>
/// <param name="SubmittedUtc">When it was handed in.</param>
/// <param name="Source">Where it came from, a path within the folder that was graded.</param>
public sealed record Attempt(string Student, string Module, string ContentHash, DateTimeOffset SubmittedUtc, string Source)
{
    /// <summary>Gets whether something other than the files' own times says when it was handed in.</summary>
    public bool IsTimeStated { get; init; }

    /// <summary>Gets whether the learning management system marked it late; null where it marks nothing.</summary>
    public bool? IsMarkedLate { get; init; }
}
