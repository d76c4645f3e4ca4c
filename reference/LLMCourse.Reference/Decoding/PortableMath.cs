namespace LLMCourse.Reference.Decoding;

/// <summary>Arithmetic that gives the same bits on every machine: only additions, multiplications and
/// shifts of float64, in a fixed order.</summary>
/// <remarks>The exponential of the C library differs in its last bit from system to system, and one
/// bit is enough to draw another token.</remarks>
internal static class PortableMath
{
    private const double InverseLn2 = 1.4426950408889634;

    // ln 2 in two parts: the first has 32 bits, so that a whole multiple of it is exact.
    private const double Ln2High = 0.6931471803691238, Ln2Low = 1.9082149292705877e-10;

    /// <summary>Computes eˣ for x up to 0, with an error of about 1e-16 of the result; below −708 it gives 0.</summary>
    public static double Exp(double x)
    {
        if (x < -708)
            return 0;
        double k = Math.Floor((x * InverseLn2) + 0.5);
        double r = x - (k * Ln2High) - (k * Ln2Low); // |r| ≤ ln 2/2, where the series below ends at 1e-17
        double series = 1;
        for (int n = 13; n >= 1; n--)
            series = 1 + (series * r / n);
        return series * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }
}
