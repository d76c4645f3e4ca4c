using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>Compares an API with hardware of one's own.</summary>
public static class BreakEven
{
    /// <summary>The hours of a month: 365 · 24 / 12.</summary>
    public const int HoursPerMonth = 730;

    /// <summary>Counts from how many tokens a month on a machine of one's own is not dearer than the API.</summary>
    /// <remarks>
    /// <para>fixed = Purchase / LifetimeMonths + FixedPerMonth, each month;
    /// energy = Watts / 1000 · PricePerKilowattHour · 10⁶ / (3600 · TokensPerSecond), for each million tokens;
    /// capacity = ⌊TokensPerSecond · 3600 · 730 · Utilisation⌋, in tokens a month.</para>
    /// <para>tokens = ⌈10⁶ · fixed / (apiPricePerMillion − energy)⌉. All in <see cref="decimal"/>.</para>
    /// </remarks>
    /// <param name="hardware">The machine.</param>
    /// <param name="apiPricePerMillion">What the API takes for a million tokens; 0 or more. For a mix of input and output it is the mean over the mix.</param>
    /// <returns>The tokens a month; null if that never happens: a million tokens cost as much in energy as at the API or more, or the machine cannot make as many.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public static long? TokensPerMonth(OwnHardware hardware, decimal apiPricePerMillion)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        // TODO M10.E6: divide what a month costs by what a token saves, and see whether the machine can make that many.
        throw new NotImplementedException("M10.E6: divide what a month costs by what a token saves, and see whether the machine can make that many.");
    }
}
