using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M04;

/// <summary>Draws training and held-out loss of every run side by side, on one scale.</summary>
internal static class OverfitSvg
{
    private const int PanelWidth = 240, PanelHeight = 200, Left = 56, Top = 96, Gap = 28;

    /// <summary>Draws the curves; seeds as thin lines.</summary>
    /// <param name="curves">For each run and seed: step, training loss and held-out loss, one after the other.</param>
    public static string Draw(IReadOnlyDictionary<(string Run, int Seed), IReadOnlyList<double>> curves)
    {
        double highest = Math.Max(1,
            curves.Values.SelectMany(curve => curve.Where((value, i) => i % 3 > 0 && double.IsFinite(value))).DefaultIfEmpty(1).Max());
        int runs = OverfitRun.All.Count, width = Left + (runs * PanelWidth) + ((runs - 1) * Gap) + 24, height = Top + PanelHeight + 64;
        StringBuilder svg = new();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">Overfitting, and three ways against it</title>""");
        Line($"""<desc id="desc">Loss in nats a character over {OverfitRun.Steps} steps for {string.Join(", ", OverfitRun.All.Select(run => run.Name))}: blue training, orange held-out, {OverfitRun.Seeds} seeds.</desc>""");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="{Left}" y="34" font-size="22" font-weight="600" fill="#1d2733">Overfitting, and three ways against it</text>""");
        Line($"""<text x="{Left}" y="56" font-size="13" fill="#56616d">Loss in nats a character, {OverfitRun.Seeds} seeds: <tspan fill="#1864ab">training</tspan> and <tspan fill="#c2410c">held-out</tspan>; a dot is the least held-out loss.</text>""");
        for (int i = 0; i < runs; i++) Panel(OverfitRun.All[i], Left + (i * (PanelWidth + Gap)), first: i == 0);
        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

        double X(double step) => step / OverfitRun.Steps * PanelWidth;

        double Y(double loss) => PanelHeight * (1 - (Math.Min(loss, highest) / highest));

        void Panel(OverfitRun run, int x, bool first)
        {
            Line($"""<g transform="translate({x} {Top})" font-size="12" fill="#56616d">""");
            Line($"""<text y="-10" font-size="13" font-weight="600" fill="#1d2733">{run.Name}</text>""");
            for (double loss = 0; loss <= highest; loss++)
            {
                Line($"""<path d="M0 {Y(loss):0.#}H{PanelWidth}" stroke="#e4dfd5"/>""");
                if (first) Line($"""<text x="-8" y="{Y(loss) + 4:0.#}" text-anchor="end">{loss:0}</text>""");
            }

            Line($"""<rect width="{PanelWidth}" height="{PanelHeight}" fill="none" stroke="#9aa5b1"/>""");
            Line($"""<text y="{PanelHeight + 18}">0</text><text x="{PanelWidth}" y="{PanelHeight + 18}" text-anchor="end">{OverfitRun.Steps}</text><text x="{PanelWidth / 2}" y="{PanelHeight + 18}" text-anchor="middle">step</text>""");
            for (int seed = 0; seed < OverfitRun.Seeds; seed++)
            {
                IReadOnlyList<double> curve = curves[(run.Name, seed)];
                int[] points = [.. Enumerable.Range(0, curve.Count / 3)
                    .Where(i => double.IsFinite(curve[3 * i]) && double.IsFinite(curve[(3 * i) + 1])
                        && double.IsFinite(curve[(3 * i) + 2]))];
                foreach ((int column, string colour) in new[] { (1, "#1864ab"), (2, "#c2410c") })
                    Line($"""<polyline points="{string.Join(' ', points.Select(i => FormattableString.Invariant($"{X(curve[3 * i]):0.#},{Y(curve[(3 * i) + column]):0.#}")))}" fill="none" stroke="{colour}" stroke-opacity="0.75" stroke-width="1.5"/>""");
                if (points.Length == 0) continue;
                int best = points.MinBy(i => curve[(3 * i) + 2]);
                Line($"""<circle cx="{X(curve[3 * best]):0.#}" cy="{Y(curve[(3 * best) + 2]):0.#}" r="3.5" fill="#c2410c"/>""");
            }

            svg.Append("</g>\n");
        }
    }
}
