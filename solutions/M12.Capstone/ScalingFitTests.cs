using System.Globalization;
using System.Numerics;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E4")]
public sealed class ScalingFitTests
{
    private static readonly ScalingLaw Law = new(1.8, 300, 500, 0.34, 0.28);

    [Fact(DisplayName = "M12.E4 Worked by hand: 2 + 3/√4 + 8/∛8 is 7.5")]
    public void Loss_WorkedByHand() => Assert.Equal(7.5, new ScalingLaw(2, 3, 8, 0.5, 1.0 / 3).Loss(4, 8), 1e-12);

    [Fact(DisplayName = "M12.E4 Worked by hand: 7 parameters and 11 tokens cost 462 FLOP, and great counts are exact")]
    public void Flops_AreExact()
    {
        Assert.Equal(462, ComputeBudget.Flops(7, 11));
        Assert.Equal(BigInteger.Parse("6000000000000660000000000006", CultureInfo.InvariantCulture), ComputeBudget.Flops(10_000_000_000_001, 100_000_000_000_001));
    }

    [Fact(DisplayName = "M12.E4 Worked by hand: where both terms are alike, N and D are the same")]
    public void Optimal_OfASymmetricLaw_IsTheRoot()
    {
        Allocation best = ComputeBudget.Optimal(new ScalingLaw(1, 7, 7, 0.4, 0.4), 6e8);

        Assert.Equal(1e4, best.Parameters, 1e-6);
        Assert.Equal(1e4, best.Tokens, 1e-6);
    }

    [Theory(DisplayName = "M12.E4 At the same cost no other size has a lower loss")]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(1.01)]
    [InlineData(2)]
    public void Optimal_Moved_IsWorse(double factor)
    {
        Allocation best = ComputeBudget.Optimal(Law, 1e21);

        Assert.Equal(1e21, 6 * best.Parameters * best.Tokens, 1e9);
        Assert.True(Law.Loss(factor * best.Parameters, best.Tokens / factor) > Law.Loss(best.Parameters, best.Tokens));
    }

    [Fact(DisplayName = "M12.E4 The cheapest runs are chosen, and listed in their order")]
    public void Affordable_ThreeOfFour()
    {
        RunSize[] runs = [new(2, 3), new(9, 9), new(1, 1), new(3, 2)]; // 36, 486, 6 and 36 FLOP

        Assert.Equal([0, 2, 3], ComputeBudget.Affordable(runs, 78));
        Assert.Equal([0, 2], ComputeBudget.Affordable(runs, 77));
        Assert.Empty(ComputeBudget.Affordable(runs, 5));
    }

    [Fact(DisplayName = "M12.E4 Worked by hand: errors of 0.1 and of 3 with δ = 1 cost 0.005 and 2.5")]
    public void Objective_WorkedByHand()
    {
        ScalingLaw one = new(1, 0, 0, 1, 1);

        Assert.Equal(0.005, ScalingFit.Objective(one, [new(5, 5, Math.Exp(0.1))], delta: 1), 1e-12);
        Assert.Equal(2.505, ScalingFit.Objective(one, [new(5, 5, Math.Exp(0.1)), new(5, 5, Math.Exp(-3))], delta: 1), 1e-12);
    }

    [Fact(DisplayName = "M12.E4 The constants of exact losses come back, with one run in twelve far off, too")]
    public void Fit_OfExactLosses_FindsTheLaw()
    {
        List<TrainingRun> runs = Grid();
        AssertNear(Law, ScalingFit.Fit(runs), 0.01);

        for (int i = 5; i < runs.Count; i += 12) runs[i] = runs[i] with { Loss = 1.5 * runs[i].Loss };
        AssertNear(Law, ScalingFit.Fit(runs), 0.05);
    }

    [Fact(DisplayName = "M12.E4 Models of one size do not tell how the loss depends on it")]
    public void Fit_OfOneSize_Throws()
    {
        TrainingRun[] runs = [.. Enumerable.Range(1, 9).Select(i => new TrainingRun(1000, 1000 * i, 3 + (1.0 / i)))];

        _ = Assert.Throws<ArgumentException>(() => ScalingFit.Fit(runs));
        _ = Assert.Throws<ArgumentException>(() => ScalingFit.Fit([.. Grid().Take(5)]));
    }

    private static List<TrainingRun> Grid()
    {
        long[] sizes = [1_000_000, 5_000_000, 25_000_000, 125_000_000, 625_000_000, 3_125_000_000], lengths = [.. sizes.Select(size => 20 * size)];
        return [.. sizes.SelectMany(n => lengths.Select(d => new TrainingRun(n, d, Law.Loss(n, d))))];
    }

    private static void AssertNear(ScalingLaw expected, ScalingLaw actual, double share)
    {
        Assert.Equal(1, actual.E / expected.E, share);
        Assert.Equal(1, actual.A / expected.A, share);
        Assert.Equal(1, actual.B / expected.B, share);
        Assert.Equal(1, actual.Alpha / expected.Alpha, share);
        Assert.Equal(1, actual.Beta / expected.Beta, share);
    }
}
