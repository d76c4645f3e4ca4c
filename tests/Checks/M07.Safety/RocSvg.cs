using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M07;

/// <summary>Draws how many mails of advertising a threshold finds, and how many others it takes for advertising.</summary>
internal static class RocSvg
{
    private const int Left = 72, Top = 84, Side = 320;

    public static string Draw(IReadOnlyList<(double Score, bool IsSpam)> points)
    {
        int width = Left + Side + 40, bottom = Top + Side, height = bottom + 64, spam = points.Count(p => p.IsSpam),
            others = points.Count - spam;
        List<(double False, double True)> curve = [(0, 0)];
        int found = 0, alarms = 0;
        foreach (IGrouping<double, (double Score, bool IsSpam)> group in points.GroupBy(p => p.Score).OrderByDescending(group => group.Key))
        {
            found += group.Count(p => p.IsSpam);
            alarms += group.Count(p => !p.IsSpam);
            curve.Add(((double)alarms / others, (double)found / spam));
        }

        double at = curve.Where(p => p.False <= 0.02).Max(p => p.True);
        StringBuilder svg = new();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">What each threshold finds</title>""");
        Line($"""<desc id="desc">{points.Count} mails that no lesson had, {spam} of them advertising. With 2 % of false alarms {at:P0} of the advertising is found.</desc>""");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="24" y="36" font-size="20" font-weight="600" fill="#1d2733">What each threshold finds</text>""");
        Line($"""<text x="24" y="58" font-size="13" fill="#56616d">{points.Count} mails; with 2 % of false alarms {at:P0} of the advertising</text>""");
        Line($"""<rect x="{Left}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#d8dde2"/>""");
        Line($"""<path d="M{Left} {bottom}L{Left + Side} {Top}" stroke="#9aa5b1" stroke-dasharray="4 4"/>""");
        Line($"""<path d="M{string.Join('L', curve.Select(p => string.Create(CultureInfo.InvariantCulture, $"{Left + (p.False * Side):0.#} {bottom - (p.True * Side):0.#}")))}" fill="none" stroke="#3787c0" stroke-width="2.5"/>""");
        foreach (int percent in new[] { 0, 50, 100 })
        {
            Line($"""<text x="{Left + (percent / 100.0 * Side):0.#}" y="{bottom + 18}" font-size="11" fill="#56616d" text-anchor="middle">{percent} %</text>""");
            Line($"""<text x="{Left - 8}" y="{bottom - (percent / 100.0 * Side) + 4:0.#}" font-size="11" fill="#56616d" text-anchor="end">{percent} %</text>""");
        }

        Line($"""<text x="{Left}" y="{bottom + 42}" font-size="12" fill="#56616d">across: other mails that are refused; up: advertising that is found</text>""");
        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
