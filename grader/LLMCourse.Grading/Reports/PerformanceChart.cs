using System.Globalization;
using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Draws time against size, both on logarithmic axes, as an SVG element that takes its colours from the page.</summary>
/// <remarks>On such axes time ∝ sizeᵏ is a straight line of slope k: a submission that grows faster is seen to.</remarks>
internal static class PerformanceChart
{
    private const double Left = 72, Right = 98, Top = 14, Bottom = 48, Width = 600, Height = 300;

    /// <summary>Draws a chart; empty when there are fewer than two points to join.</summary>
    /// <param name="p">What was measured.</param>
    /// <param name="id">A prefix for the element's ids, unique in its page.</param>
    public static string Svg(PerformanceResult p, string id)
    {
        IReadOnlyList<PerformancePoint> points =
            [.. p.Points.Where(x => x.Size > 0 && x.SubmissionMicroseconds > 0 && x.ReferenceMicroseconds > 0
                && double.IsFinite(x.SubmissionMicroseconds + x.ReferenceMicroseconds))];
        if (points.Count < 2 || points[0].Size == points[^1].Size) return "";

        double[] times = [.. points.SelectMany(x => new[] { x.SubmissionMicroseconds, x.ReferenceMicroseconds })];
        (double low, double high) = (Math.Log10(times.Min()), Math.Log10(times.Max()));
        (low, high) = (low - 0.12, high + 0.12);
        (double first, double last) = (Math.Log10(points[0].Size), Math.Log10(points[^1].Size));
        double X(double size) => Left + ((Math.Log10(size) - first) / (last - first) * (Width - Left - Right));
        double Y(double time) => Height - Bottom - ((Math.Log10(time) - low) / (high - low) * (Height - Top - Bottom));

        StringBuilder svg = new();
        string size = StudentText.Html(StudentText.Cap(p.SizeName, 60));
        _ = svg.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">")
            .Append(CultureInfo.InvariantCulture,
                $"<title id=\"{id}-t\">Time of one call by {size}</title><desc id=\"{id}-d\">{Describe(p, points)}</desc>");
        foreach (double tick in Ticks(low, high))
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\"/><text x=\"{Left - 10}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{Short(tick)}</text>");
        double labelled = double.NegativeInfinity;
        foreach (PerformancePoint x in points)
        {
            // Labels that would touch are left out; the table below the chart has every size.
            if (X(x.Size) - labelled < 44) continue;
            labelled = X(x.Size);
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{labelled:0.#}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{x.Size}</text>");
        }

        _ = svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2:0.#}\" y=\"{Height - 4}\" text-anchor=\"middle\">{size}</text>");
        _ = svg.Append(Line("theirs", points.Select(x => (X(x.Size), Y(x.ReferenceMicroseconds)))))
            .Append(Line("mine", points.Select(x => (X(x.Size), Y(x.SubmissionMicroseconds)))));
        foreach (PerformancePoint x in points)
        {
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"theirs-dot\" x=\"{X(x.Size) - 3.5:0.#}\" y=\"{Y(x.ReferenceMicroseconds) - 3.5:0.#}\" width=\"7\" height=\"7\"/>")
                .Append(CultureInfo.InvariantCulture,
                    $"<circle class=\"mine-dot\" cx=\"{X(x.Size):0.#}\" cy=\"{Y(x.SubmissionMicroseconds):0.#}\" r=\"4.5\"/>");
        }

        // The names stand at the lines' ends, apart even where the lines meet.
        (double mine, double theirs) = Apart(Y(points[^1].SubmissionMicroseconds), Y(points[^1].ReferenceMicroseconds));
        return svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"mine-label\" x=\"{Width - Right + 12}\" y=\"{mine + 4:0.#}\">yours</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 12}\" y=\"{theirs + 4:0.#}\">reference</text></svg>")
                .ToString();
    }

    private static string Describe(PerformanceResult p, IReadOnlyList<PerformancePoint> points) => string.Create(
        CultureInfo.InvariantCulture,
        $"From {points[0].Size} to {points[^1].Size} the submission goes {Range(points, x => x.SubmissionMicroseconds)} and the reference "
        + $"{Range(points, x => x.ReferenceMicroseconds)}; the fitted exponents are {Figures.Ratio(p.Exponent)} and {Figures.Ratio(p.ReferenceExponent)}.");

    private static string Range(IReadOnlyList<PerformancePoint> points, Func<PerformancePoint, double> time) =>
        $"from {Figures.Time(time(points[0]))} to {Figures.Time(time(points[^1]))}";

    private static string Line(string name, IEnumerable<(double X, double Y)> points) =>
        $"<polyline class=\"{name}\" points=\"{string.Join(' ', points.Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.X:0.#},{q.Y:0.#}")))}\"/>";

    private static (double Mine, double Theirs) Apart(double mine, double theirs)
    {
        double gap = 17 - Math.Abs(mine - theirs);
        if (gap <= 0) return (mine, theirs);
        return mine <= theirs ? (mine - (gap / 2), theirs + (gap / 2)) : (mine + (gap / 2), theirs - (gap / 2));
    }

    private static IEnumerable<double> Ticks(double low, double high)
    {
        // Decades; with fewer than two of them in sight, 2 and 5 as well.
        int[] steps = Math.Floor(high) - Math.Ceiling(low) >= 1 ? [1] : [1, 2, 5];
        for (int decade = (int)Math.Floor(low); decade <= (int)Math.Ceiling(high); decade++)
        {
            foreach (int step in steps)
            {
                double exponent = decade + Math.Log10(step);
                if (exponent >= low && exponent <= high) yield return step * Math.Pow(10, decade);
            }
        }
    }

    private static string Short(double microseconds) => microseconds switch
    {
        < 999.9 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.###} µs"),
        < 999_900 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.###} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.###} s"),
    };
}
