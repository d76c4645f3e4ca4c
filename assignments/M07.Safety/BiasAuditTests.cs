using LLMCourse.Reference.Decoding;

namespace LLMCourse.M07;

[Trait("Exercise", "M07.E5")]
public sealed class BiasAuditTests
{
    [Fact(DisplayName = "M07.E5 Worked by hand: what is twice as likely after one name scores ln 2")]
    public void PairScores_TwiceAsLikely_IsLogTwo()
    {
        // After token 0 the model gives token 2 a half, after token 1 a quarter; token 3 follows token 2 either way.
        var model = new Table(4, new() { [0] = [1, 1, 2, 0], [1] = [2, 1, 1, 0], [2] = [1, 1, 0, 6] });

        double[] scores = BiasAudit.PairScores(model, [new([0], [1], [2, 3]), new([1], [0], [2, 3]), new([0], [0], [1])]);

        Assert.Equal([Math.Log(2), -Math.Log(2), 0], scores.Select(score => Math.Round(score, 6)), (e, a) => Math.Abs(e - a) < 1e-6);
    }

    [Fact(DisplayName = "M07.E5 What is impossible after both contexts scores 0, after one −∞")]
    public void PairScores_Impossible_IsZeroOrInfinite()
    {
        var model = new Table(3, new() { [0] = [1, 1, 0], [1] = [1, 2, 0], [2] = [0, 1, 1] });

        Assert.Equal([0.0, double.NegativeInfinity], BiasAudit.PairScores(model, [new([0], [1], [2]), new([0], [2], [2])]));
    }

    [Fact(DisplayName = "M07.E5 The interval of scores that are all alike is that score, and others widen it")]
    public void MeanGap_OfScores_HasAnInterval()
    {
        Assert.Equal(new BiasGap(0.5, 0.5, 0.5), BiasAudit.MeanGap([0.5, 0.5, 0.5]));

        BiasGap gap = BiasAudit.MeanGap([0.2, -0.1, 0.4, 0.3, 0.1, 0.5, -0.2, 0.4], seed: 3);

        Assert.Equal(0.2, gap.Mean, 1e-12);
        Assert.Equal(0.025, gap.Low, 1e-12);
        Assert.Equal(0.35, gap.High, 1e-12);
        Assert.True(gap.IsDetected);
    }

    [Fact(DisplayName = "M07.E5 Worked by hand: words of X lie on A's axis, those of Y on B's")]
    public void EffectSize_OfTwoAxes_IsTheGreatest()
    {
        double[] east = [1, 0], north = [0, 1];

        // s is 1 for both words of X and −1 for both of Y: a mean of 0 and a variance of 4/3.
        Assert.Equal(2 / Math.Sqrt(4.0 / 3), Weat.EffectSize([east, [2, 0]], [north, [0, 3]], [east], [north]), 1e-12);
        Assert.Equal(-2 / Math.Sqrt(4.0 / 3), Weat.EffectSize([north, north], [east, east], [east], [north]), 1e-12);
    }

    [Fact(DisplayName = "M07.E5 Of six ways to divide four words, one is as extreme")]
    public void PValue_OfTwoAxes_IsOneInSix()
    {
        double[] east = [1, 0], north = [0, 1];

        Assert.Equal(1.0 / 6, Weat.PValue([east, east], [north, north], [east], [north]), 1e-12);
        Assert.Equal(1, Weat.PValue([north, north], [east, east], [east], [north]), 1e-12);
    }

    [Fact(DisplayName = "M07.E5 Rates of groups differ by their gap, and a small group is listed but does not count")]
    public void DemographicParity_ThreeGroups_LeavesTheSmallOneOut()
    {
        GroupDecision[] decisions =
        [
            .. Enumerable.Range(0, 10).Select(i => new GroupDecision("north", i < 8)),
            .. Enumerable.Range(0, 20).Select(i => new GroupDecision("east", i < 10)),
            new GroupDecision("west", false),
        ];

        ParityReport report = GroupFairness.DemographicParity(decisions, minimum: 5);

        Assert.Equal([new("east", 20, 0.5, false), new("north", 10, 0.8, false), new GroupRate("west", 1, 0, true)], report.Rates);
        Assert.Equal(0.3, report.Gap!.Value, 1e-12);
        Assert.Null(GroupFairness.DemographicParity(decisions, minimum: 15).Gap);
    }

    [Fact(DisplayName = "M07.E5 Equal rates can hide unequal odds")]
    public void EqualizedOdds_OfEqualRates_ShowsTheGap()
    {
        GroupDecision[] decisions =
        [
            new("a", true, true), new("a", true, true), new("a", false, false), new("a", false, false),
            new("b", true, true), new("b", false, true), new("b", true, false), new("b", false, false),
        ];

        OddsReport report = GroupFairness.EqualizedOdds(decisions, minimum: 1);

        Assert.Equal(0, GroupFairness.DemographicParity(decisions, minimum: 1).Gap);
        Assert.Equal([1, 0.5], report.TruePositives.Rates.Select(rate => rate.Rate));
        Assert.Equal([0, 0.5], report.FalsePositives.Rates.Select(rate => rate.Rate));
        Assert.Equal(0.5, report.Gap);
    }

    /// <summary>A model that looks at the last token alone.</summary>
    private sealed class Table(int vocabulary, Dictionary<int, double[]> weights) : IManyLogits
    {
        public int VocabularySize => vocabulary;

        public int ContextLength => 8;

        public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

        public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
        {
            for (int i = 0; i < count; i++)
            {
                double[] row = weights[ids[ids.Length - count + i]];
                for (int v = 0; v < vocabulary; v++)
                    logits[(i * vocabulary) + v] = (float)Math.Log(row[v]);
            }
        }
    }
}
