using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Batches;

/// <summary>A submission in a folder of many.</summary>
/// <param name="Student">Who handed it in, as far as the name says.</param>
/// <param name="Source">The path within the folder that is graded.</param>
/// <param name="Parts">What it consists of, the newest last.</param>
internal sealed record FoundSubmission(Student Student, string Source, IReadOnlyList<HandedInPart> Parts)
{
    /// <summary>Gets whether the student's key is good for one assignment alone, so that names decide who it is: Moodle's.</summary>
    public bool IsKnownByName { get; init; }

    /// <summary>Gets the number that the learning management system gave it or its student in this assignment.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Gets when it was handed in, where something other than the files says so.</summary>
    public DateTimeOffset? StatedUtc { get; init; }

    /// <summary>Gets whether the learning management system marked it late; null where it marks nothing.</summary>
    public bool? IsMarkedLate { get; init; }

    /// <summary>Gets whether it comes out of a download, whose files have the time of the download.</summary>
    public bool IsDownloaded { get; init; }

    /// <summary>Gets why it cannot be graded, whatever it holds; null when it can.</summary>
    public string? Refused { get; init; }
}
