using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M06;

/// <summary>Draws the accuracies: a panel for each task, a bar with its interval for each strategy, and what an answer costs.</summary>
internal static class PromptingSvg
{
    private const int Left = 190, Top = 96, RowHeight = 44, Panel = 220, Gap = 56;

    private static readonly string[] Inks = ["#7a8a4c", "#3787c0", "#9aa5b1", "#c8553d", "#6a4c93"];

    /// <summary>Draws the rows.</summary>
    /// <param name="tasks">The tasks in their order.</param>
    /// <param name="strategies">The strategies in theirs.</param>
    /// <param name="rows">A row for each pair of them.</param>
    public static string Draw(IReadOnlyList<string> tasks, IReadOnlyList<string> strategies, IReadOnlyList<PromptingRow> rows)
    {
        int width = Left + (tasks.Count * (Panel + Gap)) + 20, bottom = Top + (strategies.Count * RowHeight), height = bottom + 56;
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif">""");
        Line($"""<title id="title">Right answers by strategy and task</title>""");
        Line($"""<desc id="desc">{string.Join(" ", rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Task}, {row.Strategy}: {row.Accuracy:P0}, {row.Tokens:0} tokens.")))}</desc>""");
        Line($"""<rect width="{width}" height="{height}" fill="#fdfcfa"/>""");
        Line($"""<text x="24" y="36" font-size="20" font-weight="600" fill="#1d2733">One model, {strategies.Count} ways to ask it</text>""");
        Line($"""<text x="24" y="58" font-size="13" fill="#56616d">Share of right answers with 95 % intervals, and the tokens of an answer</text>""");
        for (int i = 0; i < strategies.Count; i++)
            Line($"""<text x="{Left - 14}" y="{Top + (i * RowHeight) + 22}" font-size="13" fill="#1d2733" text-anchor="end">{strategies[i]}</text>""");

        for (int panel = 0; panel < tasks.Count; panel++)
        {
            int x = Left + (panel * (Panel + Gap));
            Line($"""<text x="{x}" y="{Top - 12}" font-size="13" font-weight="600" fill="#1d2733">{tasks[panel]}</text>""");
            foreach (int percent in new[] { 0, 50, 100 })
            {
                double tick = x + (percent / 100.0 * Panel);
                Line($"""<path d="M{tick:0.#} {Top - 4}V{bottom}" stroke="#d8dde2"/>""");
                Line($"""<text x="{tick:0.#}" y="{bottom + 18}" font-size="11" fill="#56616d" text-anchor="middle">{percent} %</text>""");
            }

            for (int i = 0; i < strategies.Count; i++)
            {
                PromptingRow row = rows.First(r => r.Task == tasks[panel] && r.Strategy == strategies[i]);
                int y = Top + (i * RowHeight);
                double end = x + (row.Accuracy * Panel), low = x + (row.Low * Panel), high = x + (row.High * Panel);
                Line($"""<rect x="{x}" y="{y + 6}" width="{end - x:0.#}" height="22" fill="{Inks[i % Inks.Length]}"/>""");
                Line($"""<path d="M{low:0.#} {y + 17}H{high:0.#}M{low:0.#} {y + 12}v10M{high:0.#} {y + 12}v10" stroke="#1d2733" stroke-width="1.5"/>""");
                Line($"""<text x="{x + 4}" y="{y + 40}" font-size="11" fill="#56616d">{row.Accuracy:P0}, tokens: {row.Tokens:0}</text>""");
            }
        }

        return svg.Append("</svg>\n").ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
