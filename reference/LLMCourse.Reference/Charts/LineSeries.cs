namespace LLMCourse.Reference.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the key calls it.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record LineSeries(string Name, IReadOnlyList<ChartPoint> Points);
