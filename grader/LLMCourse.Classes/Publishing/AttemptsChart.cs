using System.Globalization;
using System.Text;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>How a student came on from attempt to attempt.</summary>
internal static class AttemptsChart
{
    private const double Width = 640, Height = 190, Left = 66, Right = 20, Top = 18, Bottom = 34;

    /// <summary>Draws a module's attempts in their order.</summary>
    /// <param name="attempts">At least two.</param>
    /// <param name="chosen">The one that counts; null for none.</param>
    /// <param name="zone">The zone whose clocks the class goes by; null for UTC.</param>
    /// <param name="id">A prefix for ids.</param>
    public static string Svg(IReadOnlyList<GradedAttempt> attempts, GradedAttempt? chosen, TimeZoneInfo? zone, string id)
    {
        double X(int attempt) => Left + 10 + ((Width - Left - Right - 10) * attempt / (attempts.Count - 1));
        double Y(decimal percent) => Height - Bottom - ((Height - Top - Bottom) * (double)Math.Clamp(percent, 0, 100) / 100);

        string about = SvgText.Line(
            $"{attempts.Count} attempts, from {attempts[0].Percent:0.##} % to {attempts[^1].Percent:0.##} %; the best has {attempts.Max(a => a.Percent):0.##} %.");
        var svg = new StringBuilder(SvgText.Open(id, Width, Height, "Attempts one after the other", about));
        foreach (int percent in (int[])[0, 50, 100])
            _ = svg.Append(SvgText.Stroke(percent == 0 ? "axis" : "grid", Left, Y(percent), Width - Right, Y(percent)))
                .Append(SvgText.Text(Left - 8, Y(percent) + 4, "end", SvgText.Line($"{percent} %")));
        _ = svg.Append(SvgText.Line(
            $"<polyline class=\"path\" points=\"{string.Join(' ', attempts.Select((a, i) => SvgText.Line($"{X(i):0.#},{Y(a.Percent):0.#}")))}\"/>"));
        for (int i = 0; i < attempts.Count; i++)
        {
            bool counts = attempts[i] == chosen;
            _ = svg.Append(SvgText.Line(
                $"<circle class=\"dot\" cx=\"{X(i):0.#}\" cy=\"{Y(attempts[i].Percent):0.#}\" r=\"{(attempts.Count > 40 ? 3 : 5)}\"><title>{i + 1}: {attempts[i].Percent:0.##} %{(counts ? ", counts" : "")}</title></circle>"));
            if (counts)
                _ = svg.Append(SvgText.Line($"<circle class=\"ring\" cx=\"{X(i):0.#}\" cy=\"{Y(attempts[i].Percent):0.#}\" r=\"9\"/>"));
        }

        return svg.Append(SvgText.Text(X(0), Height - 8, "start", ClassTime.Shown(attempts[0].Attempt.SubmittedUtc, zone)))
            .Append(SvgText.Text(X(attempts.Count - 1), Height - 8, "end", ClassTime.Shown(attempts[^1].Attempt.SubmittedUtc, zone)))
                .Append("</svg>").ToString();
    }
}
