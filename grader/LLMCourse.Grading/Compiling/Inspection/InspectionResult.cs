namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>What inspecting a submission found.</summary>
/// <param name="Violations">What it uses and may not, as far as the source shows it, in the order of files and lines.</param>
/// <param name="Bodies">The bodies of its code that some exercises may not use, whether or not the source shows that they do.</param>
/// <param name="Sequences">The builds without those bodies that can share a process, in order.</param>
public sealed record InspectionResult(IReadOnlyList<Violation> Violations, IReadOnlyList<BannedBody> Bodies,
    IReadOnlyList<IReadOnlyList<BuildStep>> Sequences)
{
    /// <summary>Gets the result where there is nothing to inspect.</summary>
    public static InspectionResult Nothing { get; } = new([], [], []);
}
