using System.Globalization;
using System.Net;
using System.Text;

namespace LLMCourse.Reference.Charts;

/// <summary>Draws lines as SVG, readable on light and dark grounds. The same data give the same bytes.</summary>
public static class LineChart
{
    private const double Width = 720, Height = 400, Left = 64, Right = 16, Top = 40, Bottom = 48;

    // Told apart by people who see few colours (Okabe and Ito 2008), and by their dashes in print.
    private static readonly string[] Colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
    private static readonly double[] RoundSteps = [1, 2, 5, 10];
    private static readonly string[] Dashes = ["none", "6 3", "2 2", "8 3 2 3", "1 3", "12 4"];

    /// <summary>Draws a chart.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="xLabel">What goes across, with its unit.</param>
    /// <param name="yLabel">What goes up, with its unit.</param>
    /// <param name="series">The lines, at least one.</param>
    /// <returns>An SVG document.</returns>
    /// <exception cref="ArgumentException">There is no line.</exception>
    public static string Svg(string title, string xLabel, string yLabel, IReadOnlyList<LineSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            throw new ArgumentException("There is nothing to draw; give at least one line.", nameof(series));

        ChartPoint[] finite = [.. series.SelectMany(line => line.Points).Where(IsFinite)];
        double[] xTicks = Ticks(finite.Select(point => point.X)), yTicks = Ticks(finite.Select(point => point.Y));
        double X(double x) => Left + ((x - xTicks[0]) / (xTicks[^1] - xTicks[0]) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - ((y - yTicks[0]) / (yTicks[^1] - yTicks[0]) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        Line(svg,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<title>{Escape(title)}</title>");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{Escape(title)}</text>");
        foreach (double tick in yTicks)
        {
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\" stroke=\"#dddddd\"/>");
            Line(svg, $"<text x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{Number(tick)}</text>");
        }

        foreach (double tick in xTicks)
            Line(svg, $"<text x=\"{X(tick):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Number(tick)}</text>");
        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{Escape(xLabel)}</text>");
        Line(svg,
            $"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Escape(yLabel)}</text>");
        for (int i = 0; i < series.Count; i++)
        {
            string style =
                $"stroke=\"{Colors[i % Colors.Length]}\" stroke-width=\"2\" stroke-dasharray=\"{Dashes[i % Dashes.Length]}\" fill=\"none\"";
            Line(svg, $"<path d=\"{Trace(series[i].Points, X, Y)}\" {style}/>");
            double y = Top + 8 + (18 * i);
            Line(svg, $"<path d=\"M{Width - 170} {y}h24\" {style}/>");
            Line(svg, $"<text x=\"{Width - 140}\" y=\"{y + 4}\">{Escape(series[i].Name)}</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Trace(IReadOnlyList<ChartPoint> points, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        bool pen = false;
        foreach (ChartPoint point in points)
        {
            if (IsFinite(point))
                _ = path.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{x(point.X):F1} {y(point.Y):F1}");
            pen = IsFinite(point);
        }

        return path.ToString();
    }

    /// <summary>Chooses round numbers, four to nine, that span the values.</summary>
    private static double[] Ticks(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double least = all.Length == 0 ? 0 : all.Min(), greatest = all.Length == 0 ? 1 : all.Max();
        if (greatest - least < 1e-12 * Math.Max(1, Math.Abs(greatest)))
            (least, greatest) = (least - 0.5, greatest + 0.5);
        double rough = (greatest - least) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = RoundSteps.First(factor => factor * power >= rough * 0.999999) * power;
        long first = (long)Math.Floor((least / step) + 1e-9), last = (long)Math.Ceiling((greatest / step) - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private static bool IsFinite(ChartPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Number(double value) => Math.Round(value, 10).ToString("G6", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
