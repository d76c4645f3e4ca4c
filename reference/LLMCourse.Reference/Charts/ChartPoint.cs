namespace LLMCourse.Reference.Charts;

/// <summary>A point of a line.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up; a value that is not finite makes a gap.</param>
public readonly record struct ChartPoint(double X, double Y);
