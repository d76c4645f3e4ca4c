
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
        throw new NotImplementedException("M10.E7: names first, then what comes before each metric's series, then the series.");
    }
}
