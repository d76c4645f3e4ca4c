namespace LLMCourse.M10;

/// <summary>The values of a metric for one set of labels.</summary>
/// <param name="Labels">Names and values.</param>
/// <param name="Value">The value of a counter or a gauge.</param>
/// <param name="Histogram">That of a histogram; null otherwise.</param>
public sealed record MetricSeries(IReadOnlyDictionary<string, string> Labels, double Value, HistogramSnapshot? Histogram = null);
