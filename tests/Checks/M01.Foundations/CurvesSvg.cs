using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M01;

/// <summary>The losses of one run.</summary>
/// <param name="Size">How many characters it was trained on.</param>
/// <param name="Points">Step, loss on the training text and loss on unseen text, in nats per character.</param>
internal sealed record Curve(int Size, IReadOnlyList<(double Step, double Train, double Val)> Points);

/// <summary>Draws the curves of all runs: a colour a size, whole lines for unseen text and dashed ones for seen text.</summary>
internal static class CurvesSvg
{
    private const int Width = 760, Height = 460, Left = 70, Right = 560, Top = 84, Bottom = 400;

    // Told apart with every kind of colour vision (Okabe and Ito).
    private static readonly string[] Colours = ["#d55e00", "#009e73", "#0072b2"];

    /// <summary>Draws the curves.</summary>
    /// <param name="curves">The runs.</param>
    /// <param name="uniform">The loss of a model that knows nothing, drawn as a level line.</param>
    public static string Draw(IReadOnlyList<Curve> curves, double uniform)
    {
        (double Step, double Train, double Val)[] all = [.. curves.SelectMany(c => c.Points)];
        double[] losses = [.. all.SelectMany(p => new[] { p.Train, p.Val }).Append(uniform).Where(double.IsFinite)];
        double low = Math.Floor(losses.Min() * 2) / 2, high = Math.Ceiling(losses.Max() * 2) / 2, end = Math.Max(1, all.Max(p => p.Step));
        if (high == low) high = low + 1;
        double unit = high - low > 6 ? 1 : 0.5;
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12">""");
        Line($"""<title id="title">Learning curves of a bigram model</title>""");
        Line($"""<desc id="desc">{Description(curves)}</desc>""");
        Line($"""<rect width="{Width}" height="{Height}" fill="#fdfcfa"/>""");
        Line($"""<text x="{Left}" y="34" font-size="20" font-weight="600" fill="#1d2733">More text closes the gap</text>""");
        Line($"""<text x="{Left}" y="56" font-size="13" fill="#56616d">Loss of a bigram model over characters, in nats per character. Whole lines: unseen text. Dashed: its own.</text>""");
        for (double level = low; level <= high + 1e-9; level += unit)
            Line($"""<path d="M{Left} {Y(level):0.#}H{Right}" stroke="#e3e0da"/><text x="{Left - 8}" y="{Y(level) + 4:0.#}" text-anchor="end" fill="#56616d">{level:0.0}</text>""");
        for (int i = 0; i <= 5; i++)
            Line($"""<text x="{X(end * i / 5):0.#}" y="{Bottom + 20}" text-anchor="middle" fill="#56616d">{end * i / 5:0}</text>""");
        Line($"""<text x="{(Left + Right) / 2}" y="{Bottom + 42}" text-anchor="middle" fill="#56616d">steps</text>""");
        Line($"""<path d="M{Left} {Y(uniform):0.#}H{Right}" stroke="#8a94a0" stroke-dasharray="2 4"/><text x="{Right + 10}" y="{Y(uniform) + 4:0.#}" fill="#8a94a0">ln V: knows nothing</text>""");
        for (int i = 0; i < curves.Count; i++) Pair(curves[i], Colours[i % Colours.Length]);
        Labels();
        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

        double X(double step) => Left + (step / end * (Right - Left));

        double Y(double loss) => Bottom - ((loss - low) / (high - low) * (Bottom - Top));

        void Pair(Curve curve, string colour)
        {
            Line($"""<polyline points="{Path(curve, p => p.Val)}" fill="none" stroke="{colour}" stroke-width="2.4" stroke-linejoin="round"/>""");
            Line($"""<polyline points="{Path(curve, p => p.Train)}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="6 4"/>""");
        }

        string Path(Curve curve, Func<(double Step, double Train, double Val), double> loss) => string.Join(' ',
            curve.Points.Where(p => double.IsFinite(loss(p)))
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Step):0.#},{Y(loss(p)):0.#}")));

        // Labels stand at the ends of the lines, pushed apart where those are close.
        void Labels()
        {
            (double At, string Text, string Colour)[] labels = [.. curves.SelectMany((c, i) => new[]
            {
                (Y(c.Points[^1].Val), string.Create(CultureInfo.InvariantCulture, $"{c.Size:#,0}, unseen: {c.Points[^1].Val:0.00}"),
                    Colours[i % Colours.Length]),
                (Y(c.Points[^1].Train), string.Create(CultureInfo.InvariantCulture, $"{c.Size:#,0}, seen: {c.Points[^1].Train:0.00}"),
                    Colours[i % Colours.Length]),
            }).Where(label => double.IsFinite(label.Item1)).OrderBy(label => label.Item1)];
            double next = Top;
            foreach ((double at, string text, string colour) in labels)
            {
                double y = Math.Max(at, next);
                Line($"""<text x="{Right + 10}" y="{y + 4:0.#}" fill="{colour}">{text}</text>""");
                next = y + 16;
            }
        }
    }

    private static string Description(
        IReadOnlyList<Curve> curves) => "Line chart of loss over training steps. " + string.Join(" ", curves.Select(c =>
        string.Create(CultureInfo.InvariantCulture,
            $"Trained on {c.Size:#,0} characters, the loss ends at {c.Points[^1].Train:0.00} on seen and {c.Points[^1].Val:0.00} on unseen text.")));
}
