using System.Globalization;

namespace LLMCourse.M12;

/// <summary>Writes a measured number the same way on every machine.</summary>
public static class MetricFormat
{
    /// <summary>Writes a number.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>null</term><description>all of its digits, no zeros at the end: <c>0.50</c> is <c>0.5</c></description></item>
    /// <item><term><c>fixedN</c></term><description>N decimals: <c>fixed2</c> of 0.125 is <c>0.12</c></description></item>
    /// <item><term><c>percentN</c></term><description>a hundred times the number, N decimals, a percent sign: <c>percent1</c> of 0.8765 is
    /// <c>87.6%</c></description></item>
    /// <item><term><c>pointsN</c></term><description>the same without the percent sign, with <c>+</c> before what is above zero: <c>points1</c>
    /// of 0.034 is <c>+3.4</c></description></item>
    /// <item><term><c>count</c></term><description>a whole number with commas between thousands: 12345 is <c>12,345</c></description></item>
    /// </list>
    /// N is one digit from 0 to 6. Rounded is half to even, in decimal, after the multiplication. What is zero as it is written has no sign.
    /// Otherwise negative numbers begin with <c>-</c>. The decimal point is <c>.</c> whatever the culture.
    /// </remarks>
    /// <param name="value">The number, between −10¹⁵ and 10¹⁵.</param>
    /// <param name="format">One of the formats, in exactly this writing; null for all digits.</param>
    /// <exception cref="ArgumentException">There is no such format, or <c>count</c> is asked of a number that is not whole.</exception>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static string Write(decimal value, string? format = null)
    {
        // TODO M12.E8: multiply, round half to even, then write with the invariant culture.
        throw new NotImplementedException("M12.E8: multiply, round half to even, then write with the invariant culture.");
    }
}
