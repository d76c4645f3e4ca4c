using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Intake;

/// <summary>What was taken from a submission: read once, so that everything after works on the same bytes.</summary>
public sealed record SourceSet
{
    /// <summary>Gets the submission's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the source files that were there and could be read, in the manifest's order, then the student's own by name.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }

    /// <summary>Gets the text of the answers to the quiz; null when there is no readable one.</summary>
    public string? Answers { get; init; }

    /// <summary>Gets the names of the graded files that are missing or could not be taken.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Gets what was there and was not taken.</summary>
    public IReadOnlyList<LeftBehindFile> LeftBehind { get; init; } = [];

    /// <summary>Gets what is wrong with the content of files, such as text that is not UTF-8.</summary>
    public IReadOnlyList<SourceNote> Problems { get; init; } = [];

    /// <summary>Gets the SHA-256 over the names and contents of the files taken, in hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Finds a module's files where a submission lies, and takes them.</summary>
    /// <param name="path">The module's own folder, or one that it lies below; see <see cref="Submission.Locate"/>.</param>
    /// <param name="manifest">The module.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="CourseException">There is no such folder, it is a link, or it holds the module twice.</exception>
    public static SourceSet Read(string path, ModuleManifest manifest, CancellationToken cancellation = default) =>
        new SubmissionReader().Read(Submission.Locate(path, manifest), manifest, cancellation);
}
