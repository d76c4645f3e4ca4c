namespace LLMCourse.Classes.Gradebooks;

/// <summary>An attempt with its newest grade.</summary>
/// <param name="Attempt">What was handed in.</param>
/// <param name="Earned">Points.</param>
/// <param name="Maximum">The points that could be had.</param>
/// <param name="ChecksVersion">Which checks graded it.</param>
/// <param name="GradedUtc">When.</param>
public sealed record GradedAttempt(Attempt Attempt, decimal Earned, decimal Maximum, string ChecksVersion, DateTimeOffset GradedUtc)
{
    /// <summary>Gets the grade in percent, not rounded; 0 when nothing could be had.</summary>
    public decimal Percent => Maximum == 0 ? 0 : 100 * Earned / Maximum;
}
