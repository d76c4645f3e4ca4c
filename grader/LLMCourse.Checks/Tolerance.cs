using System.Globalization;

namespace LLMCourse.Checks;

/// <summary>How far a number may be from the expected one: <c>|got − expected| ≤ Absolute + Relative·|expected|</c>.</summary>
/// <param name="Absolute">The absolute part, in the units of the number.</param>
/// <param name="Relative">The relative part, without unit.</param>
/// <param name="Reason">Why it is this large and no larger; shown to the student.</param>
public sealed record Tolerance(double Absolute, double Relative, string Reason)
{
    /// <summary>No difference at all; for masks, ids, counts and bit-for-bit claims.</summary>
    public static Tolerance Exact { get; } = new(0, 0, "the values are exact");

    /// <summary>Gets the tolerance of one operator in float32.</summary>
    public static Tolerance Operator { get; } = new(1e-6, 1e-5, "float32 carries 7 digits; one operator may lose the last");

    /// <summary>Gets the tolerance of a layer in float32.</summary>
    public static Tolerance Layer { get; } = new(1e-5, 1e-5, "float32 carries 7 digits; a layer sums a few hundred rounded products");

    /// <summary>Gets the tolerance of a whole model in float32.</summary>
    public static Tolerance Model { get; } = new(1e-4, 1e-4, "float32 rounding grows through the layers of a model");

    /// <summary>Gets the tolerance of a gradient taken by central differences in float64.</summary>
    public static Tolerance Gradient { get; } = new(1e-6, 1e-6, "central differences in float64 are good to about 1e-8");

    /// <summary>Gets the tolerance of what is to be computed in float64 from end to end: a step in float32 exceeds it.</summary>
    public static Tolerance Double { get; } = new(1e-11, 1e-11, "float64 carries 16 digits; float32 on the way would leave 7");

    /// <summary>Says whether <paramref name="got"/> may stand for <paramref name="expected"/>. NaN
    /// equals NaN, an infinity only itself.</summary>
    public bool Allows(double expected, double got)
    {
        if (double.IsNaN(expected) || double.IsNaN(got)) return double.IsNaN(expected) && double.IsNaN(got);
        if (double.IsInfinity(expected) || double.IsInfinity(got)) return expected == got;
        return Math.Abs(got - expected) <= Absolute + (Relative * Math.Abs(expected));
    }

    /// <summary>Writes the bound, for example <c>1e-05 + 1e-05·|expected|</c>.</summary>
    public override string ToString() =>
        (Absolute, Relative) switch
        {
            (0, 0) => "0",
            (_, 0) => Absolute.ToString("0.###e-0", CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Absolute:0.###e-0} + {Relative:0.###e-0}·|expected|"),
        };
}
