namespace LLMCourse.M08;

/// <summary>Where a quantity lies, as far as the data say. Given; there is nothing to do here.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end, which belongs to the interval like the lower one.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    /// <summary>Gets how far the ends are apart.</summary>
    public double Width => Upper - Lower;

    /// <summary>Says whether a value lies in the interval.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => value >= Lower && value <= Upper;

    /// <summary>Says whether two intervals have a point in common.</summary>
    /// <param name="other">The other interval.</param>
    public bool Overlaps(ConfidenceInterval other) => Lower <= other.Upper && other.Lower <= Upper;
}
