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
        #region Solution
        Check(probabilities, right);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int[] order = [.. Enumerable.Range(0, right.Count).OrderBy(i => probabilities[i])];
        int[][] members = new int[bins][];
        for (int bin = 0; bin < bins; bin++)
        {
            members[bin] = binning == Binning.EqualMass
                ? order[(int)((long)bin * order.Length / bins)..(int)((bin + 1L) * order.Length / bins)]
                : [.. order.Where(i => Math.Min(bins - 1, (int)(probabilities[i] * bins)) == bin)];
        }

        return
        [
            .. from bin in Enumerable.Range(0, bins)
               let items = members[bin]
               where items.Length > 0
               select new ReliabilityBin(
                   binning == Binning.EqualMass ? probabilities[items[0]] : (double)bin / bins,
                   binning == Binning.EqualMass ? probabilities[items[^1]] : (bin + 1.0) / bins,
                   items.Length,
                   items.Average(i => probabilities[i]),
                   (double)items.Count(i => right[i]) / items.Length),
        ];
        #endregion
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
        #region Solution
        return Reliability(probabilities, right, bins, binning).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / right.Count;
        #endregion
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
        #region Solution
        Check(probabilities, right);
        return probabilities.Zip(right, (p, isRight) => Math.Pow(p - (isRight ? 1 : 0), 2)).Average();
        #endregion
    }

    #region Solution
    private static void Check(IReadOnlyList<double> probabilities, IReadOnlyList<bool> right)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(right);
        if (right.Count == 0 || probabilities.Count != right.Count) throw new ArgumentException($"There are {probabilities.Count} probabilities for {right.Count} answers; give at least one, and as many of both.");
        if (!probabilities.All(p => p is >= 0 and <= 1)) throw new ArgumentException("A probability is NaN or not from 0 to 1.", nameof(probabilities));
    }
    #endregion
}
