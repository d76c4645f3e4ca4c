namespace LLMCourse.Classes.Batches;

/// <summary>What the folder of a class holds.</summary>
/// <param name="Submissions">The submissions, one a student, in the order of their sources' names.</param>
/// <param name="NotTaken">What is no submission.</param>
/// <param name="Notes">What the instructor should know of how students were told apart, a sentence each.</param>
internal sealed record FoundClass(IReadOnlyList<FoundSubmission> Submissions, IReadOnlyList<NotTaken> NotTaken,
    IReadOnlyList<string> Notes);
