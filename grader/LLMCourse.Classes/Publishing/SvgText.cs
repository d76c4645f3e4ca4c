using System.Globalization;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>What the charts have in common.</summary>
internal static class SvgText
{
    /// <summary>Opens a chart with a name and a description for those who cannot see it.</summary>
    /// <param name="id">A prefix for ids, unique in its page.</param>
    /// <param name="width">The width in the chart's own units.</param>
    /// <param name="height">The height.</param>
    /// <param name="title">What it shows; escaped here.</param>
    /// <param name="description">What there is to see in it; escaped here.</param>
    public static string Open(string id, double width, double height, string title, string description) =>
        Line($"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{StudentText.Html(title)}</title><desc id=\"{id}-d\">{StudentText.Html(description)}</desc>");

    /// <summary>A text; escaped here.</summary>
    public static string Text(double x, double y, string anchor, string text, string style = "") =>
        Line($"<text{(style.Length > 0 ? $" class=\"{style}\"" : "")} x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{StudentText.Html(text)}</text>");

    /// <summary>A straight line.</summary>
    public static string Stroke(string style, double x1, double y1, double x2, double y2) =>
        Line($"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    /// <summary>A small bar that is as full as a share; the number beside it says the same.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Meter(double share) => Line(
        $"<svg class=\"meter\" viewBox=\"0 0 60 8\" aria-hidden=\"true\"><rect class=\"rest\" width=\"60\" height=\"8\" rx=\"2\"/><rect class=\"full\" width=\"{60 * Math.Clamp(share, 0, 1):0.#}\" height=\"8\" rx=\"2\"/></svg>");

    /// <summary>Round numbers from 0 to at least a maximum, four or five of them.</summary>
    /// <param name="maximum">Above 0.</param>
    public static IReadOnlyList<int> Ticks(int maximum)
    {
        int step = 1;
        for (int i = 0; maximum > step * 4; i++) step = (i % 3) switch { 0 => 2, 1 => 5, _ => 10 } * (int)Math.Pow(10, i / 3);
        return [.. Enumerable.Range(0, ((maximum + step - 1) / step) + 1).Select(n => n * step)];
    }

    /// <summary>Formats in the invariant culture.</summary>
    public static string Line(FormattableString text) => FormattableString.Invariant(text);
}
