using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M03;

/// <summary>What is drawn of one encoding.</summary>
/// <param name="Encoding">Its name.</param>
/// <param name="Copy">The fraction of letters copied right.</param>
/// <param name="Reverse">The fraction of letters reversed right.</param>
/// <param name="Perplexity">Of text within the length of training.</param>
/// <param name="Beyond">Of text beyond it.</param>
internal sealed record EncodingBar(string Encoding, double Copy, double Reverse, double Perplexity, double Beyond);

/// <summary>Draws the encodings side by side: accuracies on the left, perplexities on the right.</summary>
internal static class EncodingSvg
{
    private const int PanelWidth = 340, PanelHeight = 200, Left = 52, Top = 46, Gap = 70;

    /// <summary>Draws both panels.</summary>
    public static string Draw(IReadOnlyList<EncodingBar> bars)
    {
        int width = Left + (2 * PanelWidth) + Gap + 16, height = Top + PanelHeight + 56;
        double greatest = bars.SelectMany(b => (double[])[b.Perplexity, b.Beyond]).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        StringBuilder svg = new();
        _ = svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        _ = svg.Append("<title>Ways to tell positions, compared</title>\n");
        _ = svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        Panel(svg, Left, "Letters right (fraction)", ("copied", "#7aa6c2"), ("reversed", "#1f4e79"), 1,
            [.. bars.Select(b => (b.Encoding, b.Copy, b.Reverse))]);
        Panel(svg, Left + PanelWidth + Gap, "Perplexity of text", ("length of training", "#d9a441"), ("beyond it", "#a03c2e"),
            NiceAbove(greatest), [.. bars.Select(b => (b.Encoding, b.Perplexity, b.Beyond))]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, int x, string title, (string Name, string Colour) first,
        (string Name, string Colour) second, double top, (string Name, double First, double Second)[] bars)
    {
        _ = svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"18\" font-weight=\"bold\">{title}</text>\n");
        Key(x, first);
        Key(x + 130, second);
        for (int tick = 0; tick <= 4; tick++)
        {
            double value = top * tick / 4;
            int y = Y(value);
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<line x1=\"{x}\" y1=\"{y}\" x2=\"{x + PanelWidth}\" y2=\"{y}\" stroke=\"#dddddd\"/>\n");
            _ = svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x - 6}\" y=\"{y + 4}\" text-anchor=\"end\">{value:0.##}</text>\n");
        }

        double slot = (double)PanelWidth / bars.Length;
        for (int i = 0; i < bars.Length; i++)
        {
            double at = x + (slot * i);
            Bar(at + (slot * 0.14), slot * 0.34, bars[i].First, first.Colour);
            Bar(at + (slot * 0.52), slot * 0.34, bars[i].Second, second.Colour);
            _ = svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{at + (slot / 2):0.#}\" y=\"{Top + PanelHeight + 18}\" text-anchor=\"middle\">{bars[i].Name}</text>\n");
        }

        int Y(double value) => Top + PanelHeight - (int)Math.Round(PanelHeight * value / top);

        // A run that diverged has no bar.
        void Bar(double left, double wide, double value, string colour)
        {
            if (double.IsFinite(value))
                _ = svg.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{left:0.#}\" y=\"{Y(value)}\" width=\"{wide:0.#}\" height=\"{Top + PanelHeight - Y(value)}\" fill=\"{colour}\"><title>{value:0.###}</title></rect>\n");
        }

        void Key(int left, (string Name, string Colour) key) => _ = svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{left}\" y=\"25\" width=\"10\" height=\"10\" fill=\"{key.Colour}\"/><text x=\"{left + 14}\" y=\"34\">{key.Name}</text>\n");
    }

    private static double NiceAbove(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return ((double[])[1, 2, 4, 6, 8, 10]).First(step => step * power >= value) * power;
    }
}
