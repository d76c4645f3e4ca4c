namespace LLMCourse.M10;

/// <summary>Counts values by buckets. Safe for use by several threads at a time.</summary>
public sealed class LatencyHistogram
{

    /// <summary>Makes a histogram without values.</summary>
    /// <param name="bounds">The buckets' upper bounds, finite and strictly ascending, at least one; copied. A last bucket takes what is above them.</param>
    /// <exception cref="ArgumentException">They are not so.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public LatencyHistogram(IReadOnlyList<double> bounds)
    {
        // TODO M10.E7: check the bounds and keep a copy.
        throw new NotImplementedException("M10.E7: check the bounds and keep a copy.");
    }

    /// <summary>Counts a value in the first bucket whose bound is not below it.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentException">It is not: one NaN would make the sum NaN for ever.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Record(double value)
    {
        // TODO M10.E7: one more in its bucket, and the value in the sum, so that no thread sees one without the other.
        throw new NotImplementedException("M10.E7: one more in its bucket, and the value in the sum, so that no thread sees one without the other.");
    }

    /// <summary>Reads everything at one moment.</summary>
    /// <returns>A copy that later values do not change.</returns>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public HistogramSnapshot Snapshot()
    {
        // TODO M10.E7: a copy of counts and sum that belong together.
        throw new NotImplementedException("M10.E7: a copy of counts and sum that belong together.");
    }
}
