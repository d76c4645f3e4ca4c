using System.Globalization;
using System.Text;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>When a class hands in: attempts by hour, day or week, and the deadlines.</summary>
internal sealed class TimelineChart
{
    private const double Width = 640, Height = 210, Left = 40, Right = 8, Top = 30, Bottom = 32;
    private const int MostBars = 100;

    private static readonly (TimeSpan Step, string Word)[] Steps =
        [(TimeSpan.FromHours(1), "hour"), (TimeSpan.FromDays(1), "day"), (TimeSpan.FromDays(7), "week"),
            (TimeSpan.FromDays(28), "four weeks"), (TimeSpan.FromDays(364), "year")];

    private readonly DateTime _first;
    private readonly TimeSpan _step;
    private readonly string _word, _clock;
    private readonly int[] _counts;
    private readonly IReadOnlyList<(string Name, DateTime Time)> _deadlines;

    /// <summary>Counts.</summary>
    /// <param name="times">When attempts were handed in; at least one.</param>
    /// <param name="deadlines">The deadlines by module; one far from every attempt is left out.</param>
    /// <param name="zone">The zone whose clocks the class goes by; null for UTC.</param>
    public TimelineChart(IReadOnlyList<DateTimeOffset> times, IEnumerable<KeyValuePair<string, DateTimeOffset>> deadlines,
        TimeZoneInfo? zone = null)
    {
        _clock = ClassTime.Clock(times, zone);
        DateTime Local(DateTimeOffset time) => ClassTime.Local(time, zone).DateTime;
        DateTime first = times.Min(Local), last = times.Max(Local);
        (_step, _word) = Steps.First(s => (last - first) / s.Step < (s.Word == "hour" ? 49 : MostBars) || s == Steps[^1]);
        _first = _step < TimeSpan.FromDays(1) ? first.Date.AddHours(first.Hour) : first.Date;
        _counts = new int[Math.Min(10 * MostBars, (int)((last - _first) / _step) + 1)];
        foreach (DateTimeOffset time in times) _counts[Math.Min(_counts.Length - 1, (int)((Local(time) - _first) / _step))]++;
        DateTime end = _first + (_step * _counts.Length);
        _deadlines =
            [.. deadlines.Select(d => (d.Key, Time: Local(d.Value))).Where(d => d.Time >= _first && d.Time <= end).OrderBy(d => d.Time)];
    }

    /// <summary>Gets what the bars are.</summary>
    public string Caption => $"Attempts by {_word}, in {_clock}";

    /// <summary>Gets the numbers, without the times at which nothing was handed in.</summary>
    public SiteTable Table
    {
        get
        {
            var table = new SiteTable(Caption, _word, SiteColumn.Number("attempts"));
            for (int i = 0; i < _counts.Length; i++)
            {
                if (_counts[i] > 0) table.Add(Name(i), _counts[i]);
            }

            foreach ((string name, DateTime time) in _deadlines) table.Add($"deadline of {name}",
                time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            return table;
        }
    }

    /// <summary>Draws it.</summary>
    public string Svg(string id)
    {
        IReadOnlyList<int> ticks = SvgText.Ticks(_counts.Max());
        double plot = Width - Left - Right, bar = Math.Min(48, plot / _counts.Length), gap = bar > 8 ? 1.5 : bar > 3 ? 0.5 : 0;
        double X(DateTime time) => Left + (bar * ((time - _first) / _step));
        double Y(double count) => Height - Bottom - ((Height - Top - Bottom) * count / ticks[^1]);

        int fullest = Array.IndexOf(_counts, _counts.Max());
        string about = SvgText.Line(
            $"{_counts.Sum()} attempts from {Name(0)} to {Name(_counts.Length - 1)}; most of them, {_counts[fullest]}, at {Name(fullest)}.");
        var svg = new StringBuilder(SvgText.Open(id, Width, Height, Caption, about));
        foreach (int tick in ticks) _ = svg.Append(SvgText.Stroke("grid", Left, Y(tick), Width - Right, Y(tick)))
            .Append(SvgText.Text(Left - 8, Y(tick) + 4, "end", SvgText.Line($"{tick}")));
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            _ = svg.Append(SvgText.Line(
                $"<rect class=\"column\" x=\"{Left + (bar * i) + gap:0.##}\" y=\"{Y(_counts[i]):0.#}\" width=\"{bar - (2 * gap):0.##}\" height=\"{Height - Bottom - Y(_counts[i]):0.#}\" rx=\"1\"><title>{Name(i)}: {Figures.Count(_counts[i], "attempt")}</title></rect>"));
        }

        _ = svg.Append(SvgText.Stroke("axis", Left, Height - Bottom, Width - Right, Height - Bottom))
            .Append(SvgText.Text(Left, Height - 8, "start", Name(0)));
        if (Left + (bar * _counts.Length) > Width / 2)
            _ = svg.Append(SvgText.Text(Left + (bar * _counts.Length), Height - 8, "end", Name(_counts.Length - 1)));
        double free = double.NegativeInfinity;
        foreach ((string name, DateTime time) in _deadlines)
        {
            _ = svg.Append(SvgText.Stroke("halo", X(time), Top - 6, X(time), Height - Bottom))
                .Append(SvgText.Stroke("limit", X(time), Top - 6, X(time), Height - Bottom));
            if (X(time) < free) continue;

            // Names that would touch are left out; the table has every deadline.
            _ = svg.Append(SvgText.Text(X(time), Top - 12, X(time) > Width - 70 ? "end" : "middle", $"{name} due", "limit-label"));
            free = X(time) + 110;
        }

        return svg.Append("</svg>").ToString();
    }

    private string Name(int bar) =>
        (_first + (_step * bar)).ToString(_step < TimeSpan.FromDays(1) ? "yyyy-MM-dd HH:00" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
