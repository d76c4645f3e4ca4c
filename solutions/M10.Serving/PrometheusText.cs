#region Solution
using System.Globalization;
using System.Text;
#endregion

namespace LLMCourse.M10;

/// <summary>Writes metrics as Prometheus reads them: text format 0.0.4.</summary>
/// <remarks><see href="https://prometheus.io/docs/instrumenting/exposition_formats/"/>, "Text-based format".</remarks>
public static class PrometheusText
{
    /// <summary>Writes metrics.</summary>
    /// <param name="families">The metrics, in any order.</param>
    /// <returns>
    /// For each metric, sorted by name in ordinal order, <c># HELP name help</c>, <c># TYPE name type</c> and its series, sorted by their labels as they are written, without the braces; each
    /// line ends with one line feed. Characters that a name may not have become <c>_</c> (allowed: ASCII letters, digits, <c>_</c>, and <c>:</c> in metrics' names), <c>_</c> comes before a
    /// leading digit, and a counter's name ends with <c>_total</c>, once. Help escapes backslash and line feed; label values also the quotation mark. Labels are sorted by the written name;
    /// without labels there are no braces. Of a histogram: <c>name_bucket</c> with <c>le</c> as the last label, counts added up, the last one <c>+Inf</c>, then <c>name_sum</c> and
    /// <c>name_count</c>. Numbers are the shortest that read back the same, with <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c>.
    /// </returns>
    /// <exception cref="ArgumentException">A name is empty, two metrics or two labels of a series have the same written name, a type is unknown, a histogram has no snapshot or
    /// something else has one, or a histogram has a label <c>le</c>.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public static string Write(IReadOnlyList<MetricFamily> families)
    {
        // TODO M10.E7: names first, then what comes before each metric's series, then the series.
        #region Solution
        ArgumentNullException.ThrowIfNull(families);
        StringBuilder text = new();
        SortedDictionary<string, MetricFamily> sorted = new(StringComparer.Ordinal);
        foreach (MetricFamily family in families)
        {
            if (family.Type is not ("counter" or "gauge" or "histogram"))
                throw new ArgumentException($"{family.Name} is a '{family.Type}'; it must be a counter, a gauge or a histogram.", nameof(families));
            string name = Name(family.Name, ":");
            if (family.Type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal)) name += "_total";
            if (!sorted.TryAdd(name, family))
                throw new ArgumentException($"Two metrics are written as {name}.", nameof(families));
        }

        foreach ((string name, MetricFamily family) in sorted)
        {
            _ = text.Append("# HELP ").Append(name).Append(' ').Append(Escape(family.Help)).Append('\n')
                .Append("# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n');
            foreach ((string labels, MetricSeries series) in family.Series.Select(series => (Labels(series), series)).OrderBy(pair => pair.Item1, StringComparer.Ordinal))
            {
                if ((series.Histogram is null) == (family.Type == "histogram") || (family.Type == "histogram" && series.Labels.ContainsKey("le")))
                    throw new ArgumentException($"{family.Name}: histograms, and nothing else, have a snapshot; and no label le of their own.", nameof(families));
                if (series.Histogram is { } histogram) WriteHistogram(text, name, labels, histogram);
                else WriteLine(text, name, labels, Number(series.Value));
            }
        }

        return text.ToString();
        #endregion
    }

    #region Solution
    private static void WriteHistogram(StringBuilder text, string name, string labels, HistogramSnapshot histogram)
    {
        long sum = 0;
        string before = labels.Length == 0 ? "" : labels + ",";
        for (int i = 0; i < histogram.Counts.Count; i++)
        {
            sum += histogram.Counts[i];
            string bound = i < histogram.Bounds.Count ? Number(histogram.Bounds[i]) : "+Inf";
            WriteLine(text, name + "_bucket", $"{before}le=\"{bound}\"", Count(sum));
        }

        WriteLine(text, name + "_sum", labels, Number(histogram.Sum));
        WriteLine(text, name + "_count", labels, Count(sum));
    }

    private static void WriteLine(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : "{" + labels + "}").Append(' ').Append(value).Append('\n');

    // A double would round counts above 2⁵³.
    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Labels(MetricSeries series)
    {
        SortedDictionary<string, string> written = new(StringComparer.Ordinal);
        foreach ((string name, string value) in series.Labels)
        {
            if (!written.TryAdd(Name(name, ""), Escape(value).Replace("\"", "\\\"", StringComparison.Ordinal)))
                throw new ArgumentException($"Two labels are written as {Name(name, "")}.");
        }

        return string.Join(',', written.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private static string Name(string name, string allowed)
    {
        if (string.IsNullOrEmpty(name)) throw new ArgumentException("A name is empty.");
        string written = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' || allowed.Contains(c) ? c : '_'));
        return char.IsAsciiDigit(written[0]) ? "_" + written : written;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf") : value.ToString("R", CultureInfo.InvariantCulture);
    #endregion
}
