namespace LLMCourse.M11;

/// <summary>Two ways to ask whether scores of today are as those of the day on which thresholds were chosen. All in float64.</summary>
public static class Drift
{
    /// <summary>The share that stands for every smaller one, also for none, in <see cref="Psi"/>.</summary>
    public const double SmallestShare = 1e-4;

    /// <summary>Computes the population stability index, Σ (a − e)·ln(a/e) over bins.</summary>
    /// <remarks>
    /// The bins are quantiles of the expected sample. With its n values in ascending order, counted from 1, the inner edges are those at the places ⌈j·n/bins⌉, j = 1 … bins − 1; equal
    /// edges are one. A bin reaches from above an edge to the next one, which belongs to it; the first bin has no lower end and the last one no upper end.
    /// e and a are the shares of the expected and of the actual values in a bin, each at least <see cref="SmallestShare"/>; they are not normalised again.
    /// </remarks>
    /// <param name="expected">Scores of the reference, in any order; at least one, each finite.</param>
    /// <param name="actual">Scores of today, likewise.</param>
    /// <param name="bins">The number of quantiles; at least 2.</param>
    /// <returns>The index: 0 for equal shares, without an upper bound. By custom, 0.1 is worth a look and 0.25 a large shift.</returns>
    /// <exception cref="ArgumentException">A sample is empty or not finite; or there are fewer than 2 bins.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public static double Psi(IReadOnlyList<double> expected, IReadOnlyList<double> actual, int bins = 10)
    {
        // TODO M11.E5: find the edges, count both samples into the bins, and sum (a − e)·ln(a/e).
        throw new NotImplementedException("M11.E5: find the edges, count both samples into the bins, and sum (a − e)·ln(a/e).");
    }

    /// <summary>Tests by Kolmogorov and Smirnov whether two samples are from one distribution.</summary>
    /// <remarks>
    /// The statistic D is the greatest |F(x) − G(x)| over all x, where F(x) and G(x) are the shares of values of at most x. With N = n·m/(n + m) and λ = (√N + 0.12 + 0.11/√N)·D, which
    /// is Stephens's correction for small samples, p = 2·Σ (−1)^(j−1)·exp(−2j²λ²), j = 1, 2, …; it is 1 for D = 0, and never outside 0 to 1. The sum is taken until a
    /// term is below 1e-17. Stephens 1970, "Use of the Kolmogorov–Smirnov, Cramér–von Mises and Related Statistics Without Extensive Tables"
    /// (<see href="https://doi.org/10.1111/j.2517-6161.1970.tb00821.x"/>).
    /// </remarks>
    /// <param name="first">A sample, in any order; at least one value, each finite.</param>
    /// <param name="second">The other one, likewise.</param>
    /// <returns>Statistic and p-value.</returns>
    /// <exception cref="ArgumentException">A sample is empty or not finite.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public static KolmogorovSmirnovResult KolmogorovSmirnov(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        // TODO M11.E5: walk through both samples in ascending order, past all equal values at once, and compare the shares.
        throw new NotImplementedException("M11.E5: walk through both samples in ascending order, past all equal values at once, and compare the shares.");
    }
}
