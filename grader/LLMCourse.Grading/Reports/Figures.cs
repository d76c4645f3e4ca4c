using System.Globalization;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes numbers for people, in the invariant culture.</summary>
internal static class Figures
{
    /// <summary>Points with at most two decimals.</summary>
    public static string Points(decimal points) => points.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Points of points.</summary>
    public static string Points(decimal earned, decimal maximum) => $"{Points(earned)} / {Points(maximum)}";

    /// <summary>A ratio of times with two decimals, or fewer when it is large.</summary>
    public static string Ratio(double ratio) =>
        ratio.ToString(ratio < 10 ? "0.00" : ratio < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>A limit, as short as it is exact.</summary>
    public static string Limit(double limit) => limit.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A time with three significant digits and the unit that suits it.</summary>
    public static string Time(double microseconds) => microseconds switch
    {
        < 1e3 => $"{Three(microseconds)} µs",
        < 1e6 => $"{Three(microseconds / 1e3)} ms",
        _ => $"{Three(microseconds / 1e6)} s",
    };

    /// <summary>A count and its noun.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A bar of text; full only at 100 % and empty only at 0.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="width">Characters.</param>
    public static string Bar(double fraction, int width)
    {
        int full = fraction >= 1 ? width : fraction <= 0 ? 0 : Math.Clamp((int)Math.Round(fraction * width), 1, width - 1);
        return new string('█', full) + new string('░', width - full);
    }

    private static string Three(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
