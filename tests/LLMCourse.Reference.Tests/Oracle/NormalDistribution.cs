namespace LLMCourse.Reference.Tests.Oracle;

/// <summary>The standard normal distribution function, which .NET does not have.</summary>
internal static class NormalDistribution
{
    /// <summary>Φ(x) by its Maclaurin series, Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …), whose terms all have one
    /// sign; good to 1e-15 for |x| below 6.</summary>
    public static double Cumulative(double x)
    {
        if (Math.Abs(x) > 8)
            return x > 0 ? 1 : 0;
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-18; n++)
        {
            term *= x * x / ((2 * n) + 1);
            sum += term;
        }

        return 0.5 + (Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}
