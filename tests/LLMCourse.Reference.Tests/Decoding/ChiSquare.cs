namespace LLMCourse.Reference.Tests.Decoding;

internal static class ChiSquare
{
    /// <summary>Asserts that counts are likely under the probabilities: the statistic stays below the quantile that
    /// chance exceeds once in 10,000 times.</summary>
    public static void AssertLikely(IReadOnlyList<double> probabilities, IReadOnlyList<int> counts)
    {
        int total = counts.Sum(), cells = 0;
        double statistic = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            double expected = probabilities[i] * total;
            if (expected == 0)
            {
                Assert.Equal(0, counts[i]);
                continue;
            }

            Assert.True(expected >= 5, $"Cell {i} expects {expected} draws; draw more, the statistic needs 5.");
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }

        // Wilson and Hilferty 1931: the cube root of the mean square is about normal; 3.719 is its quantile for 1e-4.
        double freedom = cells - 1, spread = 2 / (9 * freedom), quantile = freedom * Math.Pow(1 - spread + (3.719 * Math.Sqrt(spread)), 3);
        Assert.True(statistic < quantile, $"The statistic is {statistic:F1}, above {quantile:F1} for {freedom} degrees of freedom.");
    }
}
