namespace LLMCourse.Classes.PeerReviews;

/// <summary>What a reviewer wrote, without a fault.</summary>
/// <param name="Code">The review's code.</param>
/// <param name="Marks">A score with its reason for each criterion, in the rubric's order.</param>
internal sealed record FilledSheet(string Code, IReadOnlyList<SheetMark> Marks);

/// <summary>A score with its reason.</summary>
/// <param name="Score">The score.</param>
/// <param name="Reason">The reason, its lines as they were written.</param>
internal sealed record SheetMark(int Score, string Reason);

/// <summary>Something that is wrong with a sheet.</summary>
/// <param name="File">The file, within the folder that was collected.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="What">What is wrong, and what to do.</param>
internal sealed record SheetFault(string File, int Line, string What);

/// <summary>A sheet as it was read.</summary>
/// <param name="File">The file, within the folder that was collected.</param>
/// <param name="Code">The review's code; null where it has none.</param>
/// <param name="Filled">What the reviewer wrote; null where there are faults, or nothing is filled in.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record ReadSheet(string File, string? Code, FilledSheet? Filled, IReadOnlyList<SheetFault> Faults)
{
    /// <summary>Gets whether nothing is filled in, which is no fault.</summary>
    public bool IsBlank => Filled is null && Faults.Count == 0;
}
