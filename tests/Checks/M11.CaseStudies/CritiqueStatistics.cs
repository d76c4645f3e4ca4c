namespace LLMCourse.Checks.M11;

/// <summary>What a metric is over some rows, and how sure that is.</summary>
internal sealed record CritiqueValue(double Value, double Low, double High, int Rows);

/// <summary>Computes metrics of rows, with intervals of 95 %.</summary>
internal static class CritiqueStatistics
{
    private const int Resamples = 1000;
    private const double Z = 1.959963984540054;

    public static IReadOnlyList<string> Metrics { get; } = ["right", "names", "rougeL", "bleu", "f1"];

    /// <summary>Measures a slice, or how much better it is than the one beside it.</summary>
    /// <returns>The value; null where the rows are not such that it can be measured.</returns>
    public static CritiqueValue? Measure(CritiquePoint point, IReadOnlyList<CritiqueRow> rows)
    {
        CritiqueRow[] own = Slice(rows, point.Case, point.Slice), other = point.Beside is null ? [] : Slice(rows, point.Case, point.Beside);
        if (own.Length == 0 || !Metrics.Contains(point.Metric)
            || (point.Beside is not null && !other.Select(row => row.Input).SequenceEqual(own.Select(row => row.Input))))
            return null;
        if (point.Metric is "right" or "names" or "rougeL" && !own.Concat(other).All(row => row.Scores.ContainsKey(point.Metric)))
            return null;
        int[][] counts = point is { Metric: "bleu", Beside: null }
            ? [.. own.Select(row => TextScores.Counts(CritiqueRow.Words(row.Expected), CritiqueRow.Words(row.Got)))]
            : [];
        double Of(int[] chosen) =>
            counts.Length > 0 ? TextScores.Bleu([.. chosen.Select(i => counts[i])]) : Value(point.Metric, [.. chosen.Select(i => own[i])])
                - (point.Beside is null ? 0 : Value(point.Metric, [.. chosen.Select(i => other[i])]));
        double value = Of([.. Enumerable.Range(0, own.Length)]);
        (double low, double high) = point.Metric is "right" or "names" && point.Beside is null
            ? Wilson(own.Count(row => row.Scores[point.Metric] > 0), own.Length)
            : Bootstrap(CheckRandom.For(point.Id), own.Length, Of);
        return new CritiqueValue(Rounded(value), Rounded(low), Rounded(high), own.Length);
    }

    /// <summary>Tells whether the point holds: the whole interval is on its side of the bound.</summary>
    public static bool Holds(CritiquePoint point, CritiqueValue value) =>
        point.IsStrength ? value.Low >= point.Bound : value.High <= point.Bound;

    /// <summary>Finds the rows of a point that speak for the product, and those that speak against it.</summary>
    public static (string[] Passing, string[] Failing) Divide(CritiquePoint point, IReadOnlyList<CritiqueRow> rows)
    {
        CritiqueRow[] own = Slice(rows, point.Case, point.Slice), other = point.Beside is null
            ? own
            : Slice(rows, point.Case, point.Beside);
        ILookup<bool, string> ids = own.Zip(other).ToLookup(pair => Passes(point, pair.First, pair.Second), pair => pair.First.Id);
        return ([.. ids[true]], [.. ids[false]]);
    }

    public static CritiqueRow[] Slice(IReadOnlyList<CritiqueRow> rows, string @case, string slice) =>
        [.. rows.Where(row => row.Case == @case && row.Slice == slice)];

    public static double Value(string metric, IReadOnlyList<CritiqueRow> rows) => metric switch
    {
        "bleu" =>
            TextScores.Bleu([.. rows.Select(row => CritiqueRow.Words(row.Expected))], [.. rows.Select(row => CritiqueRow.Words(row.Got))]),
        "f1" => rows.Count(row => row.Got is not null) + rows.Count(row => row.Expected is not null) is var all and > 0
            ? 2.0 * rows.Count(row => row.Got is not null && row.Got == row.Expected) / all
            : 1,
        _ => rows.Average(row => row.Scores[metric]),
    };

    // What can be scored for a row alone: a summary against the one beside it, names by themselves, everything else by being right.
    private static bool Passes(CritiquePoint point, CritiqueRow row, CritiqueRow other) => point.Metric switch
    {
        "rougeL" => row.Scores["rougeL"] > other.Scores["rougeL"],
        "names" => row.Scores["names"] > 0,
        _ => row.Scores["right"] > 0,
    };

    private static (double Low, double High) Wilson(int right, int count)
    {
        // The probabilities p of which the share is at most z standard deviations away: (x − p)² = z²·p·(1 − p)/n.
        double x = (double)right / count, a = 1 + (Z * Z / count), b = (2 * x) + (Z * Z / count),
            root = Math.Sqrt((b * b) - (4 * a * x * x));
        return (Math.Max(0, (b - root) / (2 * a)), Math.Min(1, (b + root) / (2 * a)));
    }

    private static (double Low, double High) Bootstrap(CheckRandom random, int count, Func<int[], double> value)
    {
        double[] values = [.. Enumerable.Range(0, Resamples)
            .Select(_ => value([.. Enumerable.Range(0, count).Select(_ => (int)random.NextInteger(0, count))])).Order()];
        return (values[(int)(0.025 * Resamples)], values[(int)(0.975 * Resamples) - 1]);
    }

    private static double Rounded(double value) => Math.Round(value, 4);
}
