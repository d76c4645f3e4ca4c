namespace LLMCourse.M10;

/// <summary>Counts values by buckets. Safe for use by several threads at a time.</summary>
public sealed class LatencyHistogram
{
    #region Solution
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private readonly Lock _gate = new();
    private double _sum;
    #endregion

    /// <summary>Makes a histogram without values.</summary>
    /// <param name="bounds">The buckets' upper bounds, finite and strictly ascending, at least one; copied. A last bucket takes what is above them.</param>
    /// <exception cref="ArgumentException">They are not so.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public LatencyHistogram(IReadOnlyList<double> bounds)
    {
        // TODO M10.E7: check the bounds and keep a copy.
        #region Solution
        ArgumentNullException.ThrowIfNull(bounds);
        if (bounds.Count == 0 || !bounds.All(double.IsFinite) || bounds.Zip(bounds.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException("The bounds must be finite and strictly ascending, at least one.", nameof(bounds));
        _bounds = [.. bounds];
        _counts = new long[bounds.Count + 1];
        #endregion
    }

    /// <summary>Counts a value in the first bucket whose bound is not below it.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentException">It is not: one NaN would make the sum NaN for ever.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public void Record(double value)
    {
        // TODO M10.E7: one more in its bucket, and the value in the sum, so that no thread sees one without the other.
        #region Solution
        if (!double.IsFinite(value))
            throw new ArgumentException($"The value is {value}; it must be finite.", nameof(value));
        int bucket = Array.BinarySearch(_bounds, value);
        lock (_gate)
        {
            _counts[bucket < 0 ? ~bucket : bucket]++;
            _sum += value;
        }
        #endregion
    }

    /// <summary>Reads everything at one moment.</summary>
    /// <returns>A copy that later values do not change.</returns>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public HistogramSnapshot Snapshot()
    {
        // TODO M10.E7: a copy of counts and sum that belong together.
        #region Solution
        lock (_gate)
            return new HistogramSnapshot([.. _bounds], [.. _counts], _sum);
        #endregion
    }
}
