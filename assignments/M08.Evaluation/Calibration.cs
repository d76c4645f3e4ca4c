namespace LLMCourse.M08;

/// <summary>Whether a model that says 70 % is right 70 times in 100.</summary>
public static class Calibration
{
    /// <summary>Puts items into bins by the probability that the model gave its answer.</summary>
    /// <param name="probabilities">The probabilities, each from 0 to 1; at least one.</param>
    /// <param name="right">For each item whether the answer is right.</param>
    /// <param name="bins">The number of bins B, at least 1.</param>
    /// <param name="binning">How.</param>
    /// <returns>The bins that have an item, in ascending order.</returns>
    /// <exception cref="ArgumentException">There is no item, the lists differ in length, a probability is NaN or not from 0 to 1, or there
    /// is no bin.</exception>
    /// <remarks>
    /// Equal width: p belongs to bin min(B − 1, ⌊p·B⌋), the product in double. Equal mass: the n items are sorted by probability, equal
    /// ones in their order, and bin i has the places from ⌊i·n/B⌋ up to but not including ⌊(i + 1)·n/B⌋. The diagram: DeGroot and Fienberg
    /// 1983, Niculescu-Mizil and Caruana 2005.
    /// </remarks>
    [Exercise("M08.E7")]
    public static IReadOnlyList<ReliabilityBin> Reliability(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right, int bins = 10, Binning binning = Binning.EqualWidth)
    {
        // TODO M08.E7: put each item into its bin, and average the probabilities and the right answers of each.
        throw new NotImplementedException("M08.E7: put each item into its bin, and average the probabilities and the right answers of each.");
    }

    /// <summary>Computes the expected calibration error: the mean of |accuracy − confidence| over the bins, each weighing as many items as
    /// it has.</summary>
    /// <param name="probabilities">As in <see cref="Reliability"/>.</param>
    /// <param name="right">As in <see cref="Reliability"/>.</param>
    /// <param name="bins">As in <see cref="Reliability"/>.</param>
    /// <param name="binning">As in <see cref="Reliability"/>.</param>
    /// <exception cref="ArgumentException">As in <see cref="Reliability"/>.</exception>
    /// <remarks>Guo et al. 2017, §2, eq. 3 (<see href="https://arxiv.org/abs/1706.04599"/>). Differs: their bins are open below and closed
    /// above.</remarks>
    [Exercise("M08.E7")]
    public static double Ece(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right, int bins = 10, Binning binning = Binning.EqualWidth)
    {
        // TODO M08.E7: sum the bins' gaps, weighed by their sizes.
        throw new NotImplementedException("M08.E7: sum the bins' gaps, weighed by their sizes.");
    }

    /// <summary>Computes the Brier score: the mean of (p − 1)² for right answers and p² for wrong ones. 0 is perfect.</summary>
    /// <param name="probabilities">As in <see cref="Reliability"/>.</param>
    /// <param name="right">As in <see cref="Reliability"/>.</param>
    /// <exception cref="ArgumentException">There is no item, the lists differ in length, or a probability is NaN or not from 0 to
    /// 1.</exception>
    /// <remarks>Brier 1950, for two outcomes, half of his sum over both.</remarks>
    [Exercise("M08.E7")]
    public static double Brier(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right)
    {
        // TODO M08.E7: average the squared distances from 1 and from 0.
        throw new NotImplementedException("M08.E7: average the squared distances from 1 and from 0.");
    }
}
