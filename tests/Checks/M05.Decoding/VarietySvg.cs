using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M05;

/// <summary>A row of the results.</summary>
internal sealed record VarietyRow(string Setting, double Distinct1, double Distinct2, double SelfBleu, double Entropy, double Perplexity,
    double RepeatRate);

/// <summary>Draws three bars for each setting: how many word pairs are different, how alike the texts are, how much repeats.</summary>
internal static class VarietySvg
{
    private const int Left = 214, Top = 96, RowHeight = 46, Panel = 200, Gap = 36;

    private static readonly (string Title, string Ink, Func<VarietyRow, double> Value)[] Panels =
    [
        ("different word pairs", "#3787c0", row => row.Distinct2),
        ("likeness of the texts", "#7a8a4c", row => row.SelfBleu),
        ("repeated runs of four words", "#c8553d", row => row.RepeatRate),
    ];

    /// <summary>Draws the rows in their order.</summary>
    public static string Draw(IReadOnlyList<VarietyRow> rows)
    {
        int width = Left + (Panels.Length * (Panel + Gap)) + 30, height = Top + (rows.Count * RowHeight) + 30;
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">Variety of texts by sampling setting</title>""");
        Line($"""<desc id="desc">{string.Join(" ", rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Setting}: distinct-2 {row.Distinct2:0.00}, self-BLEU {row.SelfBleu:0.00}, repeat rate {row.RepeatRate:0.00}.")))}</desc>""");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="24" y="36" font-size="20" font-weight="600" fill="#1d2733">One model, {rows.Count} ways to draw from it</text>""");
        for (int panel = 0; panel < Panels.Length; panel++)
        {
            int x = Left + (panel * (Panel + Gap));
            Line($"""<text x="{x}" y="{Top - 18}" font-size="13" font-weight="600" fill="#1d2733">{Panels[panel].Title}</text>""");
            Line($"""<path d="M{x} {Top - 8}V{Top + (rows.Count * RowHeight)}" stroke="#9aa5b1"/>""");
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int y = Top + (i * RowHeight);
            Line($"""<text x="{Left - 14}" y="{y + 21}" font-size="13" fill="#1d2733" text-anchor="end">{rows[i].Setting}</text>""");
            for (int panel = 0; panel < Panels.Length; panel++)
            {
                double value = Panels[panel].Value(rows[i]), part = double.IsFinite(value) ? Math.Clamp(value, 0, 1) : 0;
                int x = Left + (panel * (Panel + Gap));
                Line($"""<rect x="{x}" y="{y + 4}" width="{part * (Panel - 34):0.#}" height="24" fill="{Panels[panel].Ink}"/>""");
                Line($"""<text x="{x + (part * (Panel - 34)) + 6:0.#}" y="{y + 21}" font-size="12" fill="#56616d">{value:0.00}</text>""");
            }
        }

        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
