using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E4")]
public sealed class StatisticsTests
{
    // Krippendorff 2011, section C: four observers, twelve units; null is a missing rating.
    private static readonly double?[][] Observers =
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
        [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ];

    [Fact(DisplayName = "M08.E4 Worked by hand: Wilson's interval of 8 out of 10")]
    public void Wilson_OfEightOutOfTen_IsNotSymmetric()
    {
        // z = 1.96, z² = 3.8415: the centre is (0.8 + 0.19207) / 1.38415 = 0.71674, the half width
        // 1.96·√(0.016 + 0.0096037) / 1.38415 = 0.22657. The plain 0.8 ± 0.248 would end above 1.
        ConfidenceInterval interval = Proportion.Wilson(8, 10);

        Assert.Equal(0.49016, interval.Lower, 1e-5);
        Assert.Equal(0.94331, interval.Upper, 1e-5);
    }

    [Fact(DisplayName = "M08.E4 Wilson's interval at the edges: all, none, no trial")]
    public void Wilson_AtTheEdges_SaysWhatIsKnown()
    {
        // All of n: the lower end is n / (n + z²). For the first right answer of a model that is 0.21.
        Assert.Equal(1 / 4.841458820694125, Proportion.Wilson(1, 1).Lower, 1e-9);
        Assert.Equal(1, Proportion.Wilson(1, 1).Upper);
        Assert.Equal(0, Proportion.Wilson(0, 3).Lower);
        Assert.Equal(new ConfidenceInterval(0, 1), Proportion.Wilson(0, 0));
    }

    [Fact(DisplayName = "M08.E4 Worked by hand: the bootstrap with four resamples")]
    public void Interval_OfFourResamples_InterpolatesQuantiles()
    {
        double[] values = [10, 20, 60];
        var random = new Xoshiro256(3);
        double[] means = new double[4];
        for (int b = 0; b < 4; b++) means[b] = (values[(int)(random.NextDouble() * 3)] + values[(int)(random.NextDouble() * 3)] + values[(int)(random.NextDouble() * 3)]) / 3;
        Array.Sort(means);

        // With a confidence of 0.5 the quantiles are 0.25 and 0.75, at 0.75 and 2.25 of the four means.
        ConfidenceInterval interval = Bootstrap.Interval(values, Enumerable.Average, confidence: 0.5, resamples: 4, seed: 3);

        Assert.Equal(means[0] + (0.75 * (means[1] - means[0])), interval.Lower, 1e-9);
        Assert.Equal(means[2] + (0.25 * (means[3] - means[2])), interval.Upper, 1e-9);
    }

    [Fact(DisplayName = "M08.E4 95 of 100 intervals hold the true mean")]
    public void Interval_OverManySamples_CoversTheMean()
    {
        var random = new Xoshiro256(1);
        int covered = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            double[] sample = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
            if (Bootstrap.Interval(sample, Enumerable.Average, resamples: 400, seed: (ulong)trial).Contains(0.5)) covered++;
        }

        Assert.InRange(covered, 184, 198);
    }

    [Fact(DisplayName = "M08.E4 Worked by hand: four differences have sixteen patterns of signs")]
    public void Permutation_OfFourItems_TriesAllPatterns()
    {
        // The differences are 1, 2, 3 and −1, their sum 5. Of the 16 patterns, two make it 7 or −7, all alike, and four 5 or −5, where one of the
        // ones is turned round.
        Assert.Equal(6 / 16.0, PairedTest.Permutation([2, 3, 4, 0], [1, 1, 1, 1]), 1e-12);

        // Items on which the systems do not differ say nothing.
        Assert.Equal(6 / 16.0, PairedTest.Permutation([2, 7, 3, 4, 0], [1, 7, 1, 1, 1]), 1e-12);
        Assert.Equal(1, PairedTest.Permutation([], []));
    }

    [Fact(DisplayName = "M08.E4 Sampled patterns never give a p-value of 0")]
    public void Permutation_OfManyItems_CountsTheObservedPattern()
    {
        double[] better = [.. Enumerable.Repeat(1.0, 30)], worse = new double[30];

        Assert.Equal(1 / 100.0, PairedTest.Permutation(better, worse, samples: 99), 1e-12);
    }

    [Fact(DisplayName = "M08.E4 Worked by hand: McNemar's test of 1 against 6")]
    public void McNemar_OfOneAgainstSix_DoublesTheTail()
    {
        // 2 · (1 + 7) / 2⁷
        Assert.Equal(0.125, PairedTest.McNemar(1, 6), 1e-12);
        Assert.Equal(1, PairedTest.McNemar(4, 4));
        Assert.Equal(0.7, PairedTest.McNemar(1350, 1330), 0.05); // 2⁻²⁶⁸⁰ is no double
    }

    [Fact(DisplayName = "M08.E4 Worked by hand: Holm's adjustment of four p-values")]
    public void Holm_OfFourPValues_NeverFalls() =>
        Assert.Equal([0.09, 0.04, 0.09, 0.5], MultipleTesting.Holm([0.03, 0.01, 0.045, 0.5]).Select(p => Math.Round(p, 12)));

    [Fact(DisplayName = "M08.E4 Cohen's kappa gives the values of scikit-learn's tests")]
    public void CohenKappa_OfPublishedTables_IsThePublishedValue()
    {
        // scikit-learn, sklearn/metrics/tests/test_classification.py
        Assert.Equal(0.348, Agreement.CohenKappa(Column((0, 40), (1, 60)), Column((0, 20), (1, 20), (0, 10), (1, 50))), 5e-4);

        int[] first = Column((0, 46), (1, 44), (2, 10)), second = Column((0, 50), (1, 40), (2, 10));
        Assert.Equal(0.9315, Agreement.CohenKappa(first, second), 5e-5);
        Assert.Equal(0.9412, Agreement.CohenKappa(first, second, KappaWeights.Linear), 5e-5);
        Assert.Equal(0.9541, Agreement.CohenKappa(first, second, KappaWeights.Quadratic), 5e-5);
        Assert.Equal(double.NaN, Agreement.CohenKappa([3, 3], [3, 3]));
    }

    [Fact(DisplayName = "M08.E4 Krippendorff's alpha gives the values of his paper")]
    public void KrippendorffAlpha_OfTheWorkedExample_IsThePublishedValue()
    {
        Assert.Equal(0.743, Agreement.KrippendorffAlpha(Observers), 5e-4);
        Assert.Equal(0.849, Agreement.KrippendorffAlpha(Observers, MeasurementLevel.Interval), 5e-4);
    }

    [Fact(DisplayName = "M08.E4 Bad arguments are refused")]
    public void Statistics_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Proportion.Wilson(4, 3));
        Assert.ThrowsAny<ArgumentException>(() => Proportion.Wilson(1, 3, confidence: 95));
        Assert.ThrowsAny<ArgumentException>(() => Bootstrap.Interval([], Enumerable.Average));
        Assert.ThrowsAny<ArgumentException>(() => PairedTest.Permutation([1, 2], [1]));
        Assert.ThrowsAny<ArgumentException>(() => PairedTest.McNemar(-1, 2));
        Assert.ThrowsAny<ArgumentException>(() => MultipleTesting.Holm([0.1, 1.2]));
        Assert.ThrowsAny<ArgumentException>(() => Agreement.CohenKappa([1], [1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => Agreement.KrippendorffAlpha([[1, 2], [1]]));
    }

    private static int[] Column(params (int Category, int Times)[] runs) => [.. runs.SelectMany(run => Enumerable.Repeat(run.Category, run.Times))];
}
