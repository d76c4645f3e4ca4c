using System.Text;
using LLMCourse.Classes.Analysis;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>The checks of a module by difficulty and discrimination: what lies low tells little, what lies
/// below the line tells the wrong thing.</summary>
internal static class ItemChart
{
    /// <summary>Below this a check hardly tells strong work from weak (the rule of thumb of Ebel and Frisbie 1991).</summary>
    public const double Little = 0.2;

    private const double Width = 640, Height = 300, Left = 56, Right = 12, Top = 14, Bottom = 50;

    /// <summary>Draws the checks whose discrimination is defined.</summary>
    public static string Svg(IReadOnlyList<CheckItem> checks, string id)
    {
        double low = Math.Min(0, Math.Floor(checks.Min(c => c.Discrimination ?? 0) * 5) / 5);
        double X(double share) => Left + ((Width - Left - Right) * share);
        double Y(double correlation) => Height - Bottom - ((Height - Top - Bottom) * (correlation - low) / (1 - low));

        List<CheckItem> shown = [.. checks.Where(c => c.Discrimination is not null)];
        string about = SvgText.Line(
            $"{shown.Count} checks. {shown.Count(c => c.Discrimination < Little)} discriminate less than {Little}, {shown.Count(c => c.Discrimination < 0)} of them backwards.");
        var svg = new StringBuilder(SvgText.Open(id, Width, Height, "Checks by difficulty and discrimination", about));
        _ = svg.Append(SvgText.Line(
            $"<rect class=\"zone\" x=\"{Left}\" y=\"{Y(Little):0.#}\" width=\"{Width - Left - Right}\" height=\"{Y(low) - Y(Little):0.#}\"/>"));
        for (double tick = low; tick < 1.01; tick += 0.2)
        {
            _ = svg.Append(SvgText.Stroke(Math.Abs(tick) < 0.01 ? "axis" : "grid", Left, Y(tick), Width - Right, Y(tick)));
            if (Math.Abs(Math.Round(tick * 5) % 2) < 0.01)
                _ = svg.Append(SvgText.Text(Left - 8, Y(tick) + 4, "end", SvgText.Line($"{tick:0.0;−0.0}")));
        }

        foreach (int percent in (int[])[0, 20, 40, 60, 80, 100])
            _ = svg.Append(
                SvgText.Text(X(percent / 100.0), Height - Bottom + 20, percent == 100 ? "end" : "middle", SvgText.Line($"{percent} %")));
        _ = svg.Append(SvgText.Text(X(0.5), Height - 6, "middle", "share of points earned: easier to the right"));
        foreach (CheckItem check in shown)
        {
            string label = StudentText.Html(
                SvgText.Line($"{check.Id}: {100 * check.Difficulty:0} % passed, discrimination {check.Discrimination:0.00;−0.00}"));
            _ = svg.Append(SvgText.Line(
                $"<circle class=\"dot{(check.Discrimination < 0 ? " odd" : "")}\" cx=\"{X(check.Difficulty):0.#}\" cy=\"{Y(check.Discrimination!.Value):0.#}\" r=\"5.5\"><title>{label}</title></circle>"));
        }

        return svg.Append("</svg>").ToString();
    }
}
