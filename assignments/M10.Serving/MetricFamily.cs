namespace LLMCourse.M10;

/// <summary>A metric with all of its series.</summary>
/// <param name="Name">Its name, such as <c>gen_ai.server.time_to_first_token</c>.</param>
/// <param name="Help">What it measures, in a few words.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Series">One for each set of labels.</param>
public sealed record MetricFamily(string Name, string Help, string Type, IReadOnlyList<MetricSeries> Series);
