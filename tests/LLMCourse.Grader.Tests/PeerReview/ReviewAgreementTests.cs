using LLMCourse.Classes.PeerReviews;

namespace LLMCourse.Grader.Tests.PeerReview;

public sealed class ReviewAgreementTests
{
    private const double Rounding = 1e-12;

    // Krippendorff 2011, sections C and D: four observers, twelve units, 41 values of which one stands alone.
    private static readonly int[][] Published = [[1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
        [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3]];

    // By hand: shares 3/4 and 1/4, so D_e = 2 · 3/4 · 1/4 = 3/8; D_o = (0 + 1)/2; κ = 1 − 4/3.
    [Fact]
    public void WeightedKappa_TwoSubmissions_IsAsByHand() =>
        Assert.Equal(-1.0 / 3, ReviewAgreement.WeightedKappa([[1, 1], [1, 2]]), Rounding);

    // By hand: scores 0 0 | 0 2 | 2 2: D_o = 4/3; shares 1/2 and 1/2, D_e = 2 · 1/4 · 4 = 2; κ = 1/3. A score
    // alone shifts the shares: 5/8, 3/8: D_e = 15/8.
    [Theory]
    [InlineData(false, 1.0 / 3)]
    [InlineData(true, 1 - (4.0 / 3 / (15.0 / 8)))]
    public void WeightedKappa_WithAScoreAlone_IsAsByHand(bool alone, double expected)
    {
        int[][] units = [[0, 0], [0, 2], [2, 2], .. alone ? (int[][])[[0]] : []];

        Assert.Equal(expected, ReviewAgreement.WeightedKappa(units), Rounding);
    }

    [Fact]
    public void OrdinalAlpha_PublishedExample_IsAsPublished() => Assert.Equal(0.815, ReviewAgreement.OrdinalAlpha(Published), 3);

    [Fact]
    public void Coefficients_RandomScores_AreThoseOfAnOracle()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int[][] units = [.. Enumerable.Range(0, 4 + (seed % 9))
                .Select(_ => Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(5)).ToArray())];
            if (units.All(u => u.Length < 2)) continue;

            AssertSame(KappaByProbabilities(units), ReviewAgreement.WeightedKappa(units));
            AssertSame(AlphaByCoincidences(units), ReviewAgreement.OrdinalAlpha(units));
        }
    }

    [Fact]
    public void Coefficients_AllAlike_AreOneOrSayNothing()
    {
        Assert.Equal(1, ReviewAgreement.WeightedKappa([[1, 1], [3, 3, 3]]), Rounding);
        Assert.Equal(1, ReviewAgreement.OrdinalAlpha([[1, 1], [3, 3, 3]]), Rounding);
        Assert.True(double.IsNaN(ReviewAgreement.WeightedKappa([[2, 2], [2, 2]])));
        Assert.True(double.IsNaN(ReviewAgreement.OrdinalAlpha([[2, 2], [2, 2]])));
        Assert.True(double.IsNaN(ReviewAgreement.WeightedKappa([])));
        Assert.True(double.IsNaN(ReviewAgreement.WeightedKappa([[1], [2]])));
        Assert.True(double.IsNaN(ReviewAgreement.OrdinalAlpha([[1], [2]])));
    }

    [Fact]
    public void Interval_ManySubmissions_HoldsTheTruthMostOfTheTime()
    {
        const int Classes = 40;
        int held = 0;
        for (int seed = 0; seed < Classes; seed++)
        {
            // Reviewers who draw lots agree by chance alone: κ is 0.
            var random = new Random(seed);
            int[][] units = [.. Enumerable.Range(0, 25).Select(_ => Enumerable.Range(0, 3).Select(_ => random.Next(5)).ToArray())];
            (double low, double high) = ReviewAgreement.Interval(units, ReviewAgreement.WeightedKappa)!.Value;
            Assert.InRange(ReviewAgreement.WeightedKappa(units), low, high);
            if (low <= 0 && 0 <= high) held++;
        }

        // 95 % would be 38; below 30 it lies six standard deviations off.
        Assert.InRange(held, 30, Classes);
    }

    [Fact]
    public void Interval_TooLittle_IsNone()
    {
        Assert.Null(ReviewAgreement.Interval([[1, 2], [1, 2], [1, 2], [1, 2], [1]], ReviewAgreement.WeightedKappa));
        Assert.Null(ReviewAgreement.Interval([[1, 1], [1, 1], [1, 1], [1, 1], [1, 1]], ReviewAgreement.WeightedKappa));
    }

    [Fact]
    public void Interval_SameScores_IsTheSame() =>
        Assert.Equal(ReviewAgreement.Interval(Published, ReviewAgreement.WeightedKappa),
            ReviewAgreement.Interval(Published, ReviewAgreement.WeightedKappa));

    private static void AssertSame(double expected, double actual)
    {
        if (double.IsFinite(expected)) Assert.Equal(expected, actual, 1e-9);
        else Assert.False(double.IsFinite(actual));
    }

    // In agreements instead of disagreements, (p_a − p_e)/(1 − p_e) with weights 1 − (c − k)²/16, category by category, as Gwet writes it.
    private static double KappaByProbabilities(int[][] units)
    {
        static double Weight(int c, int k) => 1 - ((c - k) * (c - k) / 16.0);
        int[][] rated = [.. units.Where(u => u.Length > 1)];
        double agreed = 0;
        foreach (int[] unit in rated)
        {
            for (int c = 0; c < 5; c++)
            {
                double near = Enumerable.Range(0, 5).Sum(k => Weight(c, k) * unit.Count(s => s == k));
                agreed += unit.Count(s => s == c) * (near - 1) / (unit.Length * (unit.Length - 1.0)) / rated.Length;
            }
        }

        double[] shares = [.. Enumerable.Range(0, 5).Select(c => units.Average(u => u.Count(s => s == c) / (double)u.Length))];
        double chance = Enumerable.Range(0, 5).Sum(c => Enumerable.Range(0, 5).Sum(k => Weight(c, k) * shares[c] * shares[k]));
        return (agreed - chance) / (1 - chance);
    }

    // The matrix of coincidences and the ordinal metric, as Krippendorff writes them.
    private static double AlphaByCoincidences(int[][] units)
    {
        double[,] o = new double[5, 5];
        foreach (int[] unit in units.Where(u => u.Length > 1))
        {
            for (int i = 0; i < unit.Length; i++)
            {
                for (int j = 0; j < unit.Length; j++)
                {
                    if (i != j) o[unit[i], unit[j]] += 1.0 / (unit.Length - 1);
                }
            }
        }

        double[] counts = [.. Enumerable.Range(0, 5).Select(c => Enumerable.Range(0, 5).Sum(k => o[c, k]))];
        double n = counts.Sum(), observed = 0, expected = 0;
        for (int c = 0; c < 5; c++)
        {
            for (int k = c + 1; k < 5; k++)
            {
                double between = Enumerable.Range(c, k - c + 1).Sum(g => counts[g]) - ((counts[c] + counts[k]) / 2);
                observed += o[c, k] * between * between;
                expected += counts[c] * counts[k] * between * between;
            }
        }

        return 1 - ((n - 1) * observed / expected);
    }
}
