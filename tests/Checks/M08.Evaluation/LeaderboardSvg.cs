using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M08;

/// <summary>Draws how far the shares of the choices can be trusted: for each model the right
/// answers among those of about one share.</summary>
internal static class LeaderboardSvg
{
    private const int Bins = 10, Left = 64, Top = 96, Side = 190, Gap = 46;

    /// <summary>Draws the models side by side.</summary>
    /// <param name="answers">The models with their answers.</param>
    public static string Draw(IReadOnlyList<(string Model, IReadOnlyList<LeaderboardAnswer> Answers)> answers)
    {
        int width = Left + (answers.Count * (Side + Gap)), bottom = Top + Side, height = bottom + 64;
        StringBuilder svg = new();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">Reliability of five models</title>""");
        string what = string.Join(" ",
            answers.Select(model => string.Create(CultureInfo.InvariantCulture,
                $"{model.Model}: {string.Join(", ", Points(model.Answers).Select(p => $"{p.Share:P0} said, {p.Right:P0} right"))}.")));
        Line($"""<desc id="desc">{what}</desc>""");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="24" y="36" font-size="20" font-weight="600" fill="#1d2733">Said and right</text>""");
        Line($"""<text x="24" y="58" font-size="13" fill="#56616d">Answers by the share that the model gave them; on the line, of those with 70 % seven of ten are right</text>""");
        for (int i = 0; i < answers.Count; i++)
        {
            int x = Left + (i * (Side + Gap));
            Line($"""<text x="{x}" y="{Top - 12}" font-size="13" font-weight="600" fill="#1d2733">{answers[i].Model}</text>""");
            Line($"""<rect x="{x}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#d8dde2"/>""");
            Line($"""<path d="M{x} {bottom}L{x + Side} {Top}" stroke="#9aa5b1" stroke-dasharray="4 4"/>""");
            foreach ((double share, double right, int count) in Points(answers[i].Answers))
                Line($"""<circle cx="{x + (share * Side):0.#}" cy="{bottom - (right * Side):0.#}" r="{3 + Math.Sqrt(count):0.#}" fill="#3787c0" fill-opacity="0.7"/>""");
            foreach (int percent in new[] { 0, 50, 100 })
                Line($"""<text x="{x + (percent / 100.0 * Side):0.#}" y="{bottom + 18}" font-size="11" fill="#56616d" text-anchor="middle">{percent} %</text>""");
        }

        foreach (int percent in new[] { 0, 50, 100 })
            Line($"""<text x="{Left - 8}" y="{bottom - (percent / 100.0 * Side) + 4:0.#}" font-size="11" fill="#56616d" text-anchor="end">{percent} %</text>""");
        Line($"""<text x="{Left}" y="{bottom + 42}" font-size="12" fill="#56616d">across: the share that the model gave its choice; up: how many of these choices are right; the area grows with their number</text>""");
        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static IEnumerable<(double Share, double Right, int Count)> Points(IReadOnlyList<LeaderboardAnswer> answers) => answers
        .GroupBy(answer => Math.Min((int)(answer.Probability * Bins), Bins - 1))
        .OrderBy(bin => bin.Key)
        .Select(bin => (bin.Average(answer => answer.Probability), bin.Average(answer => answer.IsRight ? 1.0 : 0.0), bin.Count()));
}
