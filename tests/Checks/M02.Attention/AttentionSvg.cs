using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M02;

/// <summary>One heat map: what one head looks at in one run.</summary>
/// <param name="Task">Copy or reverse.</param>
/// <param name="Mask">The mask's name.</param>
/// <param name="Accuracy">The fraction of held-out blanks that are right.</param>
/// <param name="Weights">The weights, a row a query.</param>
internal sealed record AttentionPanel(string Task, string Mask, double Accuracy, IReadOnlyList<double> Weights);

/// <summary>Draws a head's attention in every run as one SVG: a row of maps a task, a column a mask.</summary>
internal static class AttentionSvg
{
    private const int Cell = 20, Left = 64, Top = 122, Gap = 58, RowGap = 88;

    // From paper to ink in equal steps of lightness, so that the scale can be read without colour vision too.
    private static readonly (double R, double G, double B)[] Stops =
        [(247, 251, 255), (214, 230, 244), (171, 208, 230), (107, 174, 214), (55, 135, 192), (16, 91, 164), (8, 48, 107)];

    /// <summary>Draws the maps.</summary>
    /// <param name="layer">The layer, for the title.</param>
    /// <param name="head">The head, for the title.</param>
    /// <param name="tokens">What stands at each position; letters and marks only.</param>
    /// <param name="panels">The maps, in the order of reading.</param>
    public static string Draw(int layer, int head, IReadOnlyList<string> tokens, IReadOnlyList<AttentionPanel> panels)
    {
        int side = tokens.Count * Cell, columns = ToyTask.Masks.Count, rows = panels.Count / columns;
        int width = Left + (columns * side) + ((columns - 1) * Gap) + 40, height = Top + (rows * (side + RowGap)) + 4;
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">What head {head} of layer {layer} looks at</title>""");
        Line($"""<desc id="desc">{Description(panels)}</desc>""");
        svg.Append("""
            <defs>
            <pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f1efea"/><line x1="0" y1="0" x2="0" y2="6" stroke="#ddd8ce" stroke-width="2"/></pattern>
            <linearGradient id="scale" x1="0" x2="1" y1="0" y2="0">
            """).Append('\n');
        for (int i = 0; i < Stops.Length; i++)
            Line($"""<stop offset="{(double)i / (Stops.Length - 1):0.###}" stop-color="{Colour((double)i / (Stops.Length - 1))}"/>""");
        svg.Append("</linearGradient>\n</defs>\n");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="{Left}" y="36" font-size="22" font-weight="600" fill="#1d2733">What head {head} of layer {layer} looks at</text>""");
        Line($"""<text x="{Left}" y="58" font-size="13" fill="#56616d">A row is a query, a column a key. Each ? is to become a letter: the same order above, the reverse below.</text>""");
        for (int i = 0; i < panels.Count; i++) Panel(panels[i], Left + (i % columns * (side + Gap)), Top + (i / columns * (side + RowGap)));
        Legend(Left, height - 40);
        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Panel(AttentionPanel panel, int x, int y)
        {
            Line($"""<g transform="translate({x} {y})">""");
            Line($"""<text x="0" y="-28" font-size="13" font-weight="600" fill="#1d2733">{Words(panel.Task, panel.Mask)}</text>""");
            Line($"""<text x="{side}" y="-28" font-size="12" fill="#56616d" text-anchor="end">{Percent(panel.Accuracy)} right</text>""");
            Line($"""<rect width="{side}" height="{side}" fill="{Colour(0)}"/>""");
            for (int query = 0; query < tokens.Count; query++)
            {
                for (int key = 0; key < tokens.Count; key++)
                {
                    double weight = panel.Weights[(query * tokens.Count) + key];
                    if (!ToyTask.Allows(panel.Mask, query, key) && weight == 0)
                        Line($"""<rect x="{key * Cell}" y="{query * Cell}" width="{Cell}" height="{Cell}" fill="url(#hidden)"/>""");
                    else if (weight >= 0.002)
                        Line($"""<rect x="{key * Cell}" y="{query * Cell}" width="{Cell}" height="{Cell}" fill="{Colour(weight)}"><title>{tokens[query]} at {query} looks at {tokens[key]} at {key}: {weight:0.000}</title></rect>""");
                }
            }

            for (int query = ToyTask.Length + 1; query < tokens.Count; query++)
                Line($"""<circle cx="{(ToyTask.SourceOf(panel.Task, query) * Cell) + (Cell / 2)}" cy="{(query * Cell) + (Cell / 2)}" r="{Cell / 2 - 2}" fill="none" stroke="#e8590c" stroke-width="1.6"/>""");
            for (int i = 1; i < tokens.Count; i++)
                Line($"""<path d="M{i * Cell} 0V{side}M0 {i * Cell}H{side}" stroke="#ffffff" stroke-opacity="0.55" stroke-width="0.8"/>""");
            Line($"""<rect width="{side}" height="{side}" fill="none" stroke="#9aa5b1"/>""");
            for (int i = 0; i < tokens.Count; i++)
            {
                string ink = i < ToyTask.Length ? "#1d2733" : "#8a94a0";
                Line($"""<text x="{(i * Cell) + (Cell / 2)}" y="-8" font-size="12" fill="{ink}" text-anchor="middle">{tokens[i]}</text>""");
                Line($"""<text x="-10" y="{(i * Cell) + (Cell / 2) + 4}" font-size="12" fill="{ink}" text-anchor="middle">{tokens[i]}</text>""");
            }

            Line($"""<text x="{side / 2}" y="{side + 18}" font-size="12" fill="#56616d" text-anchor="middle">key</text>""");
            Line($"""<text transform="translate(-28 {side / 2}) rotate(-90)" font-size="12" fill="#56616d" text-anchor="middle">query</text>""");
            svg.Append("</g>\n");
        }

        void Legend(int x, int y)
        {
            Line($"""<g transform="translate({x} {y})" font-size="12" fill="#56616d">""");
            Line($"""<rect width="180" height="12" fill="url(#scale)" stroke="#9aa5b1"/><text x="0" y="28">0</text><text x="90" y="28" text-anchor="middle">0.5</text><text x="180" y="28" text-anchor="end">1</text><text x="192" y="11">weight</text>""");
            Line($"""<rect x="270" y="-2" width="16" height="16" fill="url(#hidden)" stroke="#9aa5b1"/><text x="294" y="11">hidden by the mask</text>""");
            Line($"""<circle cx="450" cy="6" r="7" fill="none" stroke="#e8590c" stroke-width="1.6"/><text x="464" y="11">where the answer stands</text>""");
            svg.Append("</g>\n");
        }
    }

    private static string Description(IReadOnlyList<AttentionPanel> panels) =>
        "Heat maps of attention weights, queries down, keys across, 0 pale and 1 dark. "
        + string.Join(" ", panels.Select(
            panel => string.Create(CultureInfo.InvariantCulture,
                $"{Words(panel.Task, panel.Mask)}: {Percent(panel.Accuracy)} of the blanks are right.")));

    private static string Words(string task, string mask)
    {
        string under = mask switch
        {
            ToyTask.CausalMask => "causal mask",
            ToyTask.WindowMask => string.Create(CultureInfo.InvariantCulture, $"window of {ToyTask.Window}"),
            _ => "no mask",
        };
        return $"{(task == ToyTask.Copy ? "Copy" : "Reverse")}, {under}";
    }

    private static string Percent(double fraction) =>
        double.IsFinite(fraction) ? string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0} %") : "nothing";

    private static string Colour(double weight)
    {
        double at = (double.IsNaN(weight) ? 0 : Math.Clamp(weight, 0, 1)) * (Stops.Length - 1);
        int below = Math.Min((int)at, Stops.Length - 2);
        double part = at - below;
        return $"#{Mix(s => s.R)}{Mix(s => s.G)}{Mix(s => s.B)}";

        string Mix(Func<(double R, double G, double B), double> channel) =>
            ((int)Math.Round(channel(Stops[below]) + (part * (channel(Stops[below + 1]) - channel(Stops[below]))))).ToString("x2",
                CultureInfo.InvariantCulture);
    }
}
