using LLMCourse.Checks;

namespace LLMCourse.Grading.Workers;

/// <summary>One side of a timed comparison did not answer as it should.</summary>
/// <param name="side">Which.</param>
/// <param name="report">How it ended.</param>
internal sealed class TimingStoppedException(Implementation side, ProbeReport report)
    : Exception(report.Explanation ?? report.Exception?.Message)
{
    /// <summary>Gets which side it was.</summary>
    public Implementation Side { get; } = side;

    /// <summary>Gets how it ended.</summary>
    public ProbeReport Report { get; } = report;
}
