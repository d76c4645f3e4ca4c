using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M09;

/// <summary>Draws a bar for each way and exam.</summary>
internal static class AdapterSvg
{
    private const int Left = 90, Top = 40, BarHeight = 12, RowHeight = 56, Width = 400;

    private static readonly (string Name, string Colour, Func<AdapterRow, double> Share)[] Bars =
    [
        ("facts that were taught", "#1f5fa8", row => row.Facts), ("facts added later", "#b35c00", row => row.Added),
        ("old tasks", "#5a5a5a", row => row.Old),
    ];

    public static string Draw(AdapterRow[] rows)
    {
        int height = Top + (rows.Length * RowHeight) + 10;
        StringBuilder svg = new();
        _ = svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 70} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n<title>What nine ways of adapting a model know afterwards, in percent</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        int at = Left;
        foreach ((string name, string colour, _) in Bars)
        {
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<rect x=\"{at}\" y=\"12\" width=\"10\" height=\"10\" fill=\"{colour}\"/><text x=\"{at + 14}\" y=\"21\">{name}</text>\n");
            at += 150;
        }

        foreach ((int i, AdapterRow row) in rows.Index())
        {
            int y = Top + (i * RowHeight);
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 8}\" y=\"{y + 16}\" text-anchor=\"end\">{row.Method}</text><text x=\"{Left - 8}\" y=\"{y + 30}\" text-anchor=\"end\" fill=\"#5a5a5a\">{row.Trained:N0}</text>\n");
            foreach ((int k, (_, string colour, Func<AdapterRow, double> share)) in Bars.Index())
            {
                double width = share(row) * Width;
                _ = svg.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left}\" y=\"{y + (k * (BarHeight + 2))}\" width=\"{width:F1}\" height=\"{BarHeight}\" fill=\"{colour}\"/><text x=\"{Left + width + 4:F1}\" y=\"{y + (k * (BarHeight + 2)) + 10}\">{100 * share(row):F0}</text>\n");
            }
        }

        return svg.Append("</svg>\n").ToString();
    }
}
