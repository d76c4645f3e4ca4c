namespace LLMCourse.M11;

/// <summary>How often reviewers found that a category had decided wrongly.</summary>
/// <param name="Category">The category.</param>
/// <param name="Overturned">Appeals that were granted.</param>
/// <param name="Resolved">Appeals that were looked at.</param>
public sealed record OverturnRate(string Category, int Overturned, int Resolved)
{
    /// <summary>Gets the share that was granted.</summary>
    public double Rate => (double)Overturned / Resolved;
}
