namespace LLMCourse.M12;

/// <summary>A whole project, from data to metrics.</summary>
/// <param name="Steps">The steps, in any order.</param>
/// <param name="MetricsOutput">Which output holds the metrics, as <see cref="MetricsJson"/> reads them.</param>
public sealed record ProjectSteps(IReadOnlyList<ProjectStep> Steps, string MetricsOutput)
{
    /// <summary>Gets what comes from outside, by name. The default is nothing.</summary>
    public IReadOnlyDictionary<string, byte[]> Data { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Gets what else results may depend on, such as versions. The default is nothing.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
