namespace LLMCourse.M08;

/// <summary>The standard normal distribution. Given; there is nothing to do here.</summary>
public static class NormalDistribution
{
    /// <summary>Computes the probability of a value up to x.</summary>
    /// <param name="x">Any number.</param>
    /// <remarks>By the series of Marsaglia 2004, "Evaluating the Normal Distribution"
    /// (<see href="https://doi.org/10.18637/jss.v011.i04"/>).</remarks>
    public static double Cdf(double x)
    {
        if (Math.Abs(x) > 8) return x < 0 ? 0 : 1;
        double sum = x, term = x;
        for (int i = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>Finds the value below which a draw falls with probability p: 1.96 for 0.975.</summary>
    /// <param name="p">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException"><paramref name="p"/> is not a probability, or is 0 or 1.</exception>
    public static double Quantile(double p)
    {
        if (p is not (> 0 and < 1)) throw new ArgumentException($"p is {p}, but must be above 0 and below 1.", nameof(p));
        double low = -8, high = 8;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (Cdf(middle) < p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
