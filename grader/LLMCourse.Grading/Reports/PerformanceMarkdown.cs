using System.Globalization;
using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Shows in Markdown how fast the submission is beside the reference.</summary>
internal static class PerformanceMarkdown
{
    private const int ChartWidth = 30;

    /// <summary>Writes one table row per performance check.</summary>
    public static string Table(IReadOnlyList<PerformanceResult> performance)
    {
        StringBuilder made = new("| Check | Time beside the reference (95 % interval) | Growth: time ∝ sizeᵏ |\n|---|---|---|\n");
        foreach (PerformanceResult p in performance)
            _ = made.Append($"| {MarkdownText.Cell(p.CheckId)} | {RatioText(p)} | {GrowthText(p)} |\n");
        return made.ToString().TrimEnd('\n');
    }

    /// <summary>Writes the times at every size, with the ratio as a bar up to which the limit is marked.</summary>
    public static string Chart(PerformanceResult p)
    {
        // Ratios, not times: on one scale the times of the smallest sizes would not be visible.
        double top = Math.Max(p.MaximumRatio, p.Points.Select(RatioOf).DefaultIfEmpty(1).Max());
        int limit = Math.Clamp((int)Math.Round(p.MaximumRatio / top * ChartWidth), 1, ChartWidth);
        StringBuilder made = new();
        string size = StudentText.Cap(StudentText.Terminal(p.SizeName), 40);
        string axis = size.Split(' ')[0];
        _ = made.Append(CultureInfo.InvariantCulture, $"{Cut(axis, 8),8}   {"yours",9}   {"reference",9}   ratio\n");
        foreach (PerformancePoint point in p.Points)
        {
            string bar = Bar(RatioOf(point) / top, limit);
            _ = made.Append(CultureInfo.InvariantCulture,
                $"{point.Size,8}   {Figures.Time(point.SubmissionMicroseconds),9}   {Figures.Time(point.ReferenceMicroseconds),9}   {bar} {Figures.Ratio(RatioOf(point))}×\n");
        }

        _ = made.Append(CultureInfo.InvariantCulture,
            $"{"",8}   {"",9}   {"",9}   {new string(' ', limit)}┆ limit {Figures.Limit(p.MaximumRatio)}× at {p.ComparedSize}");
        return $"{MarkdownText.Cell(p.CheckId)}, median time of one call by {MarkdownText.Inline(size)}:\n\n{MarkdownText.Fence(made.ToString())}";
    }

    /// <summary>Writes the ratio with its interval and its limit.</summary>
    public static string RatioText(PerformanceResult p) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Mark(p.RatioLow <= p.MaximumRatio)} {Figures.Ratio(p.Ratio)}× ({Figures.Ratio(p.RatioLow)} to {Figures.Ratio(p.RatioHigh)}) at {p.ComparedSize}; up to {Figures.Limit(p.MaximumRatio)}× passes");

    /// <summary>Writes the exponents of growth and their limit.</summary>
    public static string GrowthText(PerformanceResult p) =>
        $"{Mark(p.Exponent <= p.MaximumExponent)} k = {Figures.Ratio(p.Exponent)}, reference {Figures.Ratio(p.ReferenceExponent)}; up to {Figures.Limit(p.MaximumExponent)} passes";

    private static string Mark(bool passes) => passes ? "✓" : "✗";

    /// <summary>The ratio of the two times at one size; 0 when it cannot be said.</summary>
    public static double RatioOf(PerformancePoint p) =>
        p.ReferenceMicroseconds > 0 ? p.SubmissionMicroseconds / p.ReferenceMicroseconds : 0;

    private static string Bar(double fraction, int limit)
    {
        int full = Math.Clamp((int)Math.Round(fraction * ChartWidth), 1, ChartWidth);
        string bar = new('█', full);
        return full > limit ? bar : bar + new string(' ', limit - full) + "┆";
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..width];
}
