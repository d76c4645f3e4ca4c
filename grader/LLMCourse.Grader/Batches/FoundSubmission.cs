using LLMCourse.Grader.Gradebooks;

namespace LLMCourse.Grader.Batches;

/// <summary>A submission in a folder of many.</summary>
/// <param name="Student">Who handed it in, as far as the name says.</param>
/// <param name="Path">The folder, the archive, or the first of the loose files.</param>
/// <param name="LooseFiles">The files, where a download has them loose; empty otherwise.</param>
/// <param name="SubmittedUtc">When, as far as commits or files say.</param>
/// <param name="Source">The path within the folder that is graded.</param>
internal sealed record FoundSubmission(Student Student, string Path, IReadOnlyList<string> LooseFiles, DateTimeOffset SubmittedUtc, string Source)
{
    /// <summary>Gets a value indicating whether it is an archive.</summary>
    public bool IsArchive => SubmissionFinder.IsArchive(Path) && LooseFiles.Count == 0;
}
