using LLMCourse.Checks.Protocol;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Workers;

/// <summary>What a probe threw, with control characters visible.</summary>
/// <param name="Type">The full name of its type.</param>
/// <param name="Message">Its message, cut.</param>
/// <param name="Frames">Where it passed through the submission's code, innermost first.</param>
public sealed record ProbeError(string Type, string Message, IReadOnlyList<ThrownFrame> Frames)
{
    /// <summary>Gets the innermost place in the submission; null when it passed through none, or there are no symbols.</summary>
    public SourcePlace? Place =>
        Frames.FirstOrDefault(f => f is { File: not null, Line: > 0 }) is { } frame
            ? new SourcePlace(frame.File!, frame.Line, frame.Column)
            : null;

    /// <summary>Makes a worker's account safe to print.</summary>
    internal static ProbeError Of(ThrownInfo thrown) => new(
        VisibleText.Of(thrown.Type),
        VisibleText.Of(thrown.Message),
        [.. thrown.Frames.Select(
            f => f with { Member = VisibleText.Of(f.Member), File = f.File is null ? null : VisibleText.Of(f.File) })]);
}
