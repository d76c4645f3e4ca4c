namespace LLMCourse.M11;

/// <summary>When a stream of scores counts as having drifted.</summary>
public sealed record DriftOptions
{
    /// <summary>Gets how many scores are compared at a time; at least 1. The default is 200.</summary>
    public int Window { get; init; } = 200;

    /// <summary>Gets the p-value below which a difference is no accident; above 0, at most 1. The default is 0.01.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Gets the population stability index from which on a difference matters; at least 0. The default is 0.1.</summary>
    public double MinimumPsi { get; init; } = 0.1;

    /// <summary>Gets the number of bins of the index; at least 2. The default is 10.</summary>
    public int Bins { get; init; } = 10;
}
