using System.Text;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>How points are distributed over a class.</summary>
internal sealed class HistogramChart
{
    private const double Width = 640, Height = 230, Left = 40, Right = 8, Top = 26, Bottom = 32;

    private readonly int[] _counts;
    private readonly double? _median;
    private readonly int _mine = -1;

    /// <summary>Counts.</summary>
    /// <param name="percents">The percents; one above 100, which a person may set, is with the highest.</param>
    /// <param name="mine">The percent of the reader; null for none.</param>
    public HistogramChart(IReadOnlyList<decimal> percents, decimal? mine = null)
    {
        // Twenty bars of five percent where there are enough students to fill them.
        _counts = new int[percents.Count >= 60 ? 20 : 10];
        foreach (decimal percent in percents) _counts[BinOf(percent)]++;
        if (percents.Count > 0) _median = Statistics.Median(percents.Select(p => (double)p));
        if (mine is { } own) _mine = BinOf(own);
    }

    /// <summary>Gets the numbers.</summary>
    public SiteTable Table
    {
        get
        {
            var table = new SiteTable("Students by percent", "percent", SiteColumn.Number("students"));
            for (int i = 0; i < _counts.Length; i++) table.Add(RangeOf(i) + (i == _mine ? ", you are here" : ""), _counts[i]);
            return table;
        }
    }

    /// <summary>Draws it.</summary>
    public string Svg(string id)
    {
        IReadOnlyList<int> ticks = SvgText.Ticks(Math.Max(1, _counts.Max()));
        double plot = Width - Left - Right, bar = plot / _counts.Length;
        double X(double percent) => Left + (plot * Math.Clamp(percent, 0, 100) / 100);
        double Y(double count) => Height - Bottom - ((Height - Top - Bottom) * count / ticks[^1]);

        var svg = new StringBuilder(SvgText.Open(id, Width, Height, "Students by percent", Describe()));
        foreach (int tick in ticks) _ = svg.Append(SvgText.Stroke("grid", Left, Y(tick), Width - Right, Y(tick)))
            .Append(SvgText.Text(Left - 8, Y(tick) + 4, "end", SvgText.Line($"{tick}")));
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0 && i != _mine) continue;
            double top = Y(_counts[i]);
            string label = StudentText.Html($"{RangeOf(i)}: {Figures.Count(_counts[i], "student")}{(i == _mine ? ", you are here" : "")}");
            _ = svg.Append(SvgText.Line(
                $"<rect class=\"{(i == _mine ? "mine-column" : "column")}\" x=\"{Left + (bar * i) + 1.5:0.#}\" y=\"{top:0.#}\" width=\"{bar - 3:0.#}\" height=\"{Height - Bottom - top:0.#}\" rx=\"2\"><title>{label}</title></rect>"));
        }

        _ = svg.Append(SvgText.Stroke("axis", Left, Height - Bottom, Width - Right, Height - Bottom));
        foreach (int percent in (int[])[0, 20, 40, 60, 80, 100])
            _ = svg.Append(SvgText.Text(X(percent), Height - 8, percent == 100 ? "end" : "middle", SvgText.Line($"{percent} %")));
        if (_median is { } median)
        {
            _ = svg.Append(SvgText.Stroke("halo", X(median), Top - 4, X(median), Height - Bottom))
                .Append(SvgText.Stroke("limit", X(median), Top - 4, X(median), Height - Bottom))
                .Append(SvgText.Text(X(median) + (median > 50 ? 4 : -4), Top - 10, median > 50 ? "end" : "start",
                    SvgText.Line($"median {median:0.#} %"), "limit-label"));
        }

        return svg.Append("</svg>").ToString();
    }

    private int BinOf(decimal percent) => Math.Clamp((int)(percent * _counts.Length / 100), 0, _counts.Length - 1);

    private string RangeOf(int bin) => SvgText.Line($"{100 * bin / _counts.Length} to {100 * (bin + 1) / _counts.Length} %");

    private string Describe()
    {
        if (_median is not { } median) return "There are no points yet.";
        int fullest = Array.IndexOf(_counts, _counts.Max());
        return SvgText.Line(
            $"The median is {median:0.##} %. Most students, {_counts[fullest]} of {_counts.Sum()}, have {RangeOf(fullest)}.");
    }
}
