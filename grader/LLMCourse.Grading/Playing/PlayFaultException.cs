using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Playing;

/// <summary>Playing went wrong in student code.</summary>
public sealed class PlayFaultException : Exception
{
    internal PlayFaultException(ProbeReport report, string? exercise)
        : base(Words(report))
    {
        (Exercise, Place) = (exercise, report.Exception?.Place);
    }

    /// <summary>Gets the exercise whose part it was; null where that is not known.</summary>
    public string? Exercise { get; }

    /// <summary>Gets the innermost place in the student's code; null where none is known.</summary>
    public SourcePlace? Place { get; }

    private static string Words(ProbeReport report) => report switch
    {
        { Status: ProbeStatus.NotImplemented } => "is not written yet",
        { Status: ProbeStatus.TimedOut, Explanation: { } why } => $"did not come back: {why}",
        { Exception: { } thrown } when thrown.Type.EndsWith(".PartFaultException", StringComparison.Ordinal) => thrown.Message,
        { Exception: { } thrown } => $"threw {thrown.Type.Split('.')[^1]}: {thrown.Message.Split('\n')[0]}",
        { Explanation: { } why } => why,
        _ => "ended without an answer",
    };
}
