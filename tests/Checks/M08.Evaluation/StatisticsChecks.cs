namespace LLMCourse.Checks.M08;

/// <summary>Observations that the checks of statistics share.</summary>
internal static class Statistics
{
    public static void Observe(Probe probe, string name, ConfidenceInterval interval) =>
        probe.Observe(name, (IEnumerable<double>)[interval.Lower, interval.Upper]);

    public static double[] Normals(CheckRandom random, int count, double mean = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => mean + random.NextNormal())];

    /// <summary>Computes the greatest distance between the share of p-values up to x and x, times √n: the
    /// statistic of Kolmogorov and Smirnov.</summary>
    public static double DistanceFromUniform(IEnumerable<double> pValues)
    {
        double[] sorted = [.. pValues.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
            distance = Math.Max(distance, Math.Max(((i + 1.0) / sorted.Length) - sorted[i], sorted[i] - ((double)i / sorted.Length)));
        return distance * Math.Sqrt(sorted.Length);
    }

    /// <summary>Fails where a share of covered truths is not from 92 to 98 %; compares all else.</summary>
    public static Verdict Covers(Evidence evidence, string hint)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        foreach (Observation expected in evidence.Expected)
        {
            if (!expected.Name.StartsWith("share", StringComparison.Ordinal))
            {
                Verdict same = evidence.EqualsExpected(expected.Name, Tolerance.Double);
                if (!same.Passed) return same.WithHint(hint);
                continue;
            }

            double share = evidence.Number(expected.Name);
            if (!(share is >= 0.92 and <= 0.98))
                return Verdict.Fail($"The {expected.Name} is outside of 92 to 98 %.", $"It is {ObservationComparer.Format(share)}.", hint);
        }

        return Verdict.Pass;
    }
}

public sealed class WilsonOfCounts() : VisibleCheck("M08.E4.wilson", "gives Wilson's interval, which leans towards one half", points: 2)
{
    public override void Probe(Probe probe)
    {
        Statistics.Observe(probe, "7 of 9", Proportion.Wilson(7, 9));
        Statistics.Observe(probe, "45 of 50", Proportion.Wilson(45, 50));
        Statistics.Observe(probe, "3 of 200, confidence 0.99", Proportion.Wilson(3, 200, 0.99));
        Statistics.Observe(probe, "33 of 64, confidence 0.5", Proportion.Wilson(33, 64, 0.5));
        Statistics.Observe(probe, "1 of 2, confidence 0.001", Proportion.Wilson(1, 2, 0.001));
        Statistics.Observe(probe, "60,000 of 100,000", Proportion.Wilson(60_000, 100_000));
        for (int i = 0; i < 5; i++)
        {
            int n = (int)probe.Random.NextInteger(2, 400);
            Statistics.Observe(probe, $"random counts {i}",
                Proportion.Wilson((int)probe.Random.NextInteger(1, n), n, 0.5 + (0.49 * probe.Random.NextDouble())));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("The quantile is that of (1 + confidence)/2, and all of centre and half width are divided by 1 + z²/n.");
}

public sealed class WilsonAtTheEdges()
    : Check("M08.E4.wilson-edges",
        "covers the truth 95 times in 100, ends exactly at 0 and 1 where nothing or everything succeeded, and knows nothing of no trials",
        points: 2)
{
    public override void Probe(Probe probe)
    {
        Statistics.Observe(probe, "no trial", Proportion.Wilson(0, 0, 0.8));
        Statistics.Observe(probe, "1 of 1", Proportion.Wilson(1, 1));
        Statistics.Observe(probe, "0 of 1", Proportion.Wilson(0, 1));
        int notZero = 0, notOne = 0, outside = 0, asymmetric = 0;
        for (int n = 1; n <= 120; n++)
        {
            for (double confidence = 0.05; confidence < 1; confidence += 0.1)
            {
                if (Proportion.Wilson(0, n, confidence).Lower != 0) notZero++;
                if (Proportion.Wilson(n, n, confidence).Upper != 1) notOne++;
                ConfidenceInterval one = Proportion.Wilson(n / 3, n, confidence), other = Proportion.Wilson(n - (n / 3), n, confidence);
                if (Math.Abs(one.Lower + other.Upper - 1) > 1e-12 || Math.Abs(one.Upper + other.Lower - 1) > 1e-12) asymmetric++;
                if (!one.Contains((double)(n / 3) / n)) outside++;
            }
        }

        probe.Observe("lower ends of no success that are not 0", notZero);
        probe.Observe("upper ends of nothing but successes that are not 1", notOne);
        probe.Observe("intervals that do not hold the share", outside);
        probe.Observe("intervals that change when successes and failures are swapped", asymmetric);
        foreach (double truth in new[] { 0.03, 0.5, 0.9 })
        {
            int covered = 0;
            for (int trial = 0; trial < 400; trial++)
            {
                int successes = 0;
                for (int i = 0; i < 80; i++) successes += probe.Random.NextDouble() < truth ? 1 : 0;
                if (Proportion.Wilson(successes, 80).Contains(truth)) covered++;
            }

            probe.Observe(FormattableString.Invariant($"share of 400 intervals that hold the truth, {truth}"), covered / 400.0);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        Statistics.Covers(evidence, "Where no trial succeeded the lower end is the number 0 itself, and 0/0 is no share.");
}

public sealed class BootstrapAsDefined()
    : Check("M08.E4.bootstrap", "draws the resamples and takes the quantiles as the documentation says", points: 3)
{
    public override void Probe(Probe probe)
    {
        double[] values = Statistics.Normals(probe.Random, 23, mean: 5), copy = [.. values];
        Statistics.Observe(probe, "the mean", Bootstrap.Interval(values, Enumerable.Average, resamples: 300, seed: 9));
        Statistics.Observe(probe, "the mean, another seed",
            Bootstrap.Interval(values, Enumerable.Average, resamples: 300, seed: 18446744073709551615));
        Statistics.Observe(probe, "the mean, by default", Bootstrap.Interval(values, Enumerable.Average));
        Statistics.Observe(probe, "the maximum, confidence 0.9", Bootstrap.Interval(values, Enumerable.Max, 0.9, 250, 4));
        Statistics.Observe(probe, "first minus last: the order of the draws",
            Bootstrap.Interval(values, drawn => drawn[0] - drawn[^1], 0.8, 41, 7));
        Statistics.Observe(probe, "two resamples", Bootstrap.Interval(values, Enumerable.Average, 0.4, 2, 1));
        Statistics.Observe(probe, "one resample", Bootstrap.Interval(values, Enumerable.Average, 0.95, 1, 1));
        Statistics.Observe(probe, "one value", Bootstrap.Interval([4.5], Enumerable.Average, resamples: 50));
        Statistics.Observe(probe, "one value, of which the statistic is another number",
            Bootstrap.Interval([4.5], drawn => (2 * drawn[0]) + 1, resamples: 50));
        Statistics.Observe(probe, "equal values", Bootstrap.Interval([-2, -2, -2], Enumerable.Sum, resamples: 50));
        List<int> counts = [];
        _ = Bootstrap.Interval(
            values,
            drawn =>
            {
                counts.Add(drawn.Count);
                return drawn[0];
            },
            resamples: 17);
        probe.Observe("the sizes of the resamples", counts);
        probe.Observe("the values are unchanged", values.SequenceEqual(copy));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("One generator for all resamples, one number for each draw, and quantiles at (B − 1)·q, between two neighbours.");
}

public sealed class BootstrapCovers()
    : Check("M08.E4.bootstrap-coverage", "covers the true mean and the true median 95 times in 100", points: 2)
{
    public override void Probe(Probe probe)
    {
        int mean = 0, median = 0, difference = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            double[] sample = Statistics.Normals(probe.Random, 51, mean: 3);
            if (Bootstrap.Interval(sample, Enumerable.Average, resamples: 300, seed: (ulong)trial).Contains(3)) mean++;
            if (trial % 2 == 0 && Bootstrap.Interval(sample, drawn => drawn.Order().ElementAt(drawn.Count / 2), resamples: 200,
                seed: (ulong)trial).Contains(3))
                median++;

            // Two systems on 60 items: the difference of what each gets right.
            double[] paired = [.. Enumerable.Range(0, 60)
                .Select(_ => (probe.Random.NextDouble() < 0.7 ? 1.0 : 0) - (probe.Random.NextDouble() < 0.6 ? 1.0 : 0))];
            if (Bootstrap.Interval(paired, Enumerable.Average, resamples: 300, seed: (ulong)trial).Contains(0.1)) difference++;
        }

        probe.Observe("share of 400 intervals that hold the mean", mean / 400.0);
        probe.Observe("share of 200 intervals that hold the median", median / 200.0);
        probe.Observe("share of 400 intervals that hold the difference of two accuracies", difference / 400.0);
    }

    public override Verdict Judge(Evidence evidence) =>
        Statistics.Covers(evidence, "Draw with replacement, and leave out half of what is not covered at each end.");
}

public sealed class PermutationOfAll()
    : Check("M08.E4.permutation", "tries all patterns of signs where there are up to 16 differences, ties included", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("three items", PairedTest.Permutation([3, 1, 2], [1, 1.5, 0]));
        probe.Observe("one item", PairedTest.Permutation([2], [1]));
        probe.Observe("one item, no difference", PairedTest.Permutation([2], [2]));
        probe.Observe("no item", PairedTest.Permutation([], []));
        probe.Observe("right and wrong", PairedTest.Permutation([1, 1, 0, 1, 1, 0, 1, 1, 1, 0], [0, 1, 0, 0, 1, 1, 0, 0, 1, 0]));
        probe.Observe("the worse system first", PairedTest.Permutation([1, 0, 2, 3, 0.5], [4, 2, 9, 8, 0.25]));
        probe.Observe("tenths, whose sums are rounded", PairedTest.Permutation([0.1, 0.2, 0.3, 0, 0.6], [0, 0, 0, 0.6, 0]));
        probe.Observe("tiny differences", PairedTest.Permutation([1e-7, 2e-7, 3e-7, 1e-7], [0, 0, 0, 2e-7]));
        probe.Observe("differences far below any fixed tolerance", PairedTest.Permutation([3e-12, 1e-12, 2e-12, 1e-12], [0, 0, 0, 2e-12]));
        double[] a = Statistics.Normals(probe.Random, 16, 0.5), b = Statistics.Normals(probe.Random, 16);
        probe.Observe("16 differences", PairedTest.Permutation(a, b, 5, 3));
        probe.Observe("16 differences, another seed", PairedTest.Permutation(a, b, 1, 4));

        // Where all differences are equal, only the number of signs counts: the test is McNemar's.
        int other = 0;
        for (int i = 0; i < 40; i++)
        {
            int first = (int)probe.Random.NextInteger(0, 7), second = (int)probe.Random.NextInteger(0, 7);
            double[] x = [.. Enumerable.Repeat(1.0, first), .. new double[second + 3]],
                y = [.. new double[first], .. Enumerable.Repeat(1.0, second), 0, 0, 0];
            if (Math.Abs(PairedTest.Permutation(x, y) - PairedTest.McNemar(first, second)) > 1e-9) other++;
        }

        probe.Observe("cases that differ from McNemar's test", other);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("A pattern that gives exactly the observed sum, or its opposite, counts too.");
}

public sealed class PermutationOfSamples()
    : Check("M08.E4.permutation-sampled",
        "draws patterns where there are more than 16 differences, and gives uniform p-values where there is no difference", points: 3)
{
    public override void Probe(Probe probe)
    {
        double[] a = Statistics.Normals(probe.Random, 30, 0.3), b = Statistics.Normals(probe.Random, 30);
        probe.Observe("30 items", PairedTest.Permutation(a, b, 500, 1));
        probe.Observe("30 items, another seed", PairedTest.Permutation(a, b, 500, 2));
        probe.Observe("30 items, by default", PairedTest.Permutation(a, b));
        probe.Observe("17 differences", PairedTest.Permutation(a[..17], b[..17], 300, 5));
        probe.Observe("17 differences among 40 items",
            PairedTest.Permutation([.. a[..9], .. new double[23], .. a[9..17]], [.. b[..9], .. new double[23], .. b[9..17]], 300, 5));
        probe.Observe("17 items, one without a difference", PairedTest.Permutation([.. a[..16], 2], [.. b[..16], 2], 300, 5));
        probe.Observe("all for the first", PairedTest.Permutation([.. Enumerable.Repeat(1.0, 50)], new double[50], 20));
        probe.Observe("right and wrong, many ties",
            PairedTest.Permutation([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.1 : 0.4)],
                [.. Enumerable.Range(0, 60).Select(i => i % 4 == 0 ? 0.4 : 0.1)], 400, 6));
        double[] pValues = [.. Enumerable.Range(0, 400)
            .Select(trial =>
                PairedTest.Permutation(Statistics.Normals(probe.Random, 20), Statistics.Normals(probe.Random, 20), 199, (ulong)trial))];
        probe.Observe("distance of 400 p-values from uniform ones", Statistics.DistanceFromUniform(pValues));
        probe.Observe("p-values out of range", pValues.Count(p => !(p is > 0 and <= 1)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1.63 / √n is exceeded by one in a hundred sets of n uniform numbers.
        return evidence.Number("distance of 400 p-values from uniform ones") < 1.63
            ? evidence.EqualsExpected(Tolerance.Double)
                .WithHint("One number for each difference that is not 0; and the observed pattern is one of those that count.")
            : Verdict.Fail("Where two systems do not differ, your p-values are not uniform.",
                hint: "Compare the sums' absolute values, and count the observed pattern, above and below.");
    }
}

public sealed class McNemarOfCounts()
    : Check("M08.E4.mcnemar", "doubles the binomial tail, up to 1, also for thousands of items", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int first,
            int second) in new[] { (2, 9), (9, 2), (0, 5), (0, 1), (1, 1), (0, 0), (5, 5), (6, 5), (12, 31), (60, 40), (0, 60) })
            probe.Observe($"{first} against {second}", PairedTest.McNemar(first, second));
        probe.Observe("2,000 against 2,100", PairedTest.McNemar(2000, 2100));
        probe.Observe("30,000 against 30,000", PairedTest.McNemar(30_000, 30_000));
        probe.Observe("50,500 against 50,000", PairedTest.McNemar(50_500, 50_000));
        int over = 0;
        for (int i = 0; i < 300; i++) over += PairedTest.McNemar(i % 20, i / 20) is > 0 and <= 1 ? 0 : 1;
        probe.Observe("p-values that are 0 or above 1", over);
    }

    // Sums of some ten thousand logarithms lose a few digits.
    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name.Contains(',', StringComparison.Ordinal)
            ? new Tolerance(1e-7, 1e-7, "sums of logarithms lose digits")
            : Tolerance.Double)
            .WithHint("2 to the power of −4,100 is 0 as a double: add logarithms, and take exp of what comes out.");
}

public sealed class HolmOfPValues()
    : Check("M08.E4.holm", "adjusts p-values in any order, so that none falls below a smaller one's, and none exceeds 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("in ascending order", (IEnumerable<double>)MultipleTesting.Holm([0.01, 0.02, 0.03, 0.04]));
        probe.Observe("in another order", (IEnumerable<double>)MultipleTesting.Holm([0.04, 0.001, 0.03, 0.02, 0.5]));
        probe.Observe("close to each other", (IEnumerable<double>)MultipleTesting.Holm([0.021, 0.02, 0.0205]));
        probe.Observe("large ones", (IEnumerable<double>)MultipleTesting.Holm([0.6, 0.7, 0.4, 1]));
        probe.Observe("equal ones", (IEnumerable<double>)MultipleTesting.Holm([0.02, 0.02, 0.02, 0.01, 0.01]));
        probe.Observe("one", (IEnumerable<double>)MultipleTesting.Holm([0.03]));
        probe.Observe("none", (IEnumerable<double>)MultipleTesting.Holm([]));
        probe.Observe("0 and 1", (IEnumerable<double>)MultipleTesting.Holm([1, 0, 0.4]));
        double[] drawn = [.. Enumerable.Range(0, 40).Select(_ => Math.Pow(probe.Random.NextDouble(), 3))], copy = [.. drawn];
        probe.Observe("random ones", (IEnumerable<double>)MultipleTesting.Holm(drawn));
        probe.Observe("the p-values are unchanged", drawn.SequenceEqual(copy));
        int rejected = 0;
        for (int trial = 0; trial < 2000; trial++)
            rejected += MultipleTesting.Holm([.. Enumerable.Range(0, 10).Select(_ => probe.Random.NextDouble())])
                .Any(p => p <= 0.05) ? 1 : 0;
        probe.Observe("false rejections in 2,000 sets of 10 tests", rejected);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Sort indices, not the values, and carry the largest adjusted value along.");
}

public sealed class KappaOfTables()
    : Check("M08.E4.kappa", "weighs disagreements by places in the order of the categories that occur", points: 3)
{
    public override void Probe(Probe probe)
    {
        int[] first = Column((0, 46), (1, 44), (2, 10)), second = Column((0, 52), (1, 32), (2, 16));
        int[] far = Column((1, 30), (2, 30), (50, 40)), rated = Column((1, 24), (2, 30), (50, 30), (1, 16));
        foreach (KappaWeights weights in new[] { KappaWeights.None, KappaWeights.Linear, KappaWeights.Quadratic })
        {
            probe.Observe($"{weights}: scikit-learn's second table", Agreement.CohenKappa(first, second, weights));
            probe.Observe($"{weights}: categories far apart", Agreement.CohenKappa(far, rated, weights));
            probe.Observe($"{weights}: negative categories", Agreement.CohenKappa([-5, -5, 0, 3, 3, 7], [-5, 0, 0, 3, 7, 3], weights));
            probe.Observe($"{weights}: a category that only one rater uses",
                Agreement.CohenKappa([1, 2, 2, 3, 1], [1, 2, 4, 3, 2], weights));
            probe.Observe($"{weights}: perfect", Agreement.CohenKappa([4, 2, 9], [4, 2, 9], weights));
            probe.Observe($"{weights}: opposite", Agreement.CohenKappa([0, 1, 0, 1], [1, 0, 1, 0], weights));
            probe.Observe($"{weights}: one category", Agreement.CohenKappa([7, 7], [7, 7], weights));
            probe.Observe($"{weights}: one item", Agreement.CohenKappa([1], [2], weights));
            probe.Observe($"{weights}: no item", Agreement.CohenKappa([], [], weights));
            int[] x = [.. Enumerable.Range(0, 300).Select(_ => (int)probe.Random.NextInteger(0, 5))],
                y = [.. x.Select(c => probe.Random.NextDouble() < 0.6 ? c : (int)probe.Random.NextInteger(0, 5))];
            probe.Observe($"{weights}: random tables", Agreement.CohenKappa(x, y, weights));
            probe.Observe($"{weights}: the raters swapped", Agreement.CohenKappa(y, x, weights) - Agreement.CohenKappa(x, y, weights));
        }

        probe.Observe("without weights by default", Agreement.CohenKappa(first, second));

        // 60,000 times 60,000 is more than an int holds.
        int[] many = [.. Enumerable.Range(0, 120_000).Select(i => i % 2)];
        int[] mostly = [.. many.Select((category, i) => i % 10 == 0 ? 1 - category : category)];
        probe.Observe("120,000 items", Agreement.CohenKappa(many, mostly));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("Make a list of the categories that either rater uses, in ascending order, and count places in it.");

    private static int[] Column(params (int Category, int Times)[] runs) =>
        [.. runs.SelectMany(run => Enumerable.Repeat(run.Category, run.Times))];
}

public sealed class AlphaOfRatings() : Check("M08.E4.alpha", "compares only ratings that have a partner, by name or by distance", points: 3)
{
    public override void Probe(Probe probe)
    {
        double?[][] two = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]];
        double?[][] gaps = [[1, null, 2.5, 4, null, 3, null], [1, 2, 2, null, 5, null, null], [null, 2, 3, 4, null, null, 9]];
        foreach (MeasurementLevel level in new[] { MeasurementLevel.Nominal, MeasurementLevel.Interval })
        {
            probe.Observe($"{level}: two raters, two categories", Agreement.KrippendorffAlpha(two, level));
            probe.Observe($"{level}: gaps", Agreement.KrippendorffAlpha(gaps, level));
            probe.Observe($"{level}: gaps, raters in another order", Agreement.KrippendorffAlpha([gaps[2], gaps[0], gaps[1]], level));
            probe.Observe($"{level}: perfect", Agreement.KrippendorffAlpha([[1, 5, null, -2], [1, 5, 4, -2]], level));
            probe.Observe($"{level}: always the same", Agreement.KrippendorffAlpha([[3, 3, 3], [3, 3, 3]], level));
            probe.Observe($"{level}: one unit", Agreement.KrippendorffAlpha([[3], [4], [4]], level));
            probe.Observe($"{level}: one rater", Agreement.KrippendorffAlpha([[1, 2, 3]], level));
            probe.Observe($"{level}: no rating", Agreement.KrippendorffAlpha([[null, null], [null, null]], level));
            probe.Observe($"{level}: no rater", Agreement.KrippendorffAlpha([], level));
            for (int i = 0; i < 3; i++)
            {
                double?[][] drawn = [.. Enumerable.Range(0, 5)
                    .Select(_ => Enumerable.Range(0, 30)
                        .Select(unit => probe.Random.NextDouble() < 0.3 ? (double?)null : (unit % 4) + probe.Random.NextInteger(0, 3))
                            .ToArray())];
                probe.Observe($"{level}: random ratings {i}", Agreement.KrippendorffAlpha(drawn, level));
            }
        }

        probe.Observe("nominal by default", Agreement.KrippendorffAlpha(gaps));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Drop units with one rating first; they are in neither disagreement.");
}

public sealed class StatisticsBadArguments() : Check("M08.E4.bad-arguments", "refuses counts, levels and lists that make no sense")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("more successes than trials", () => Proportion.Wilson(6, 5));
        probe.ObserveThrows<ArgumentException>("a negative count of successes", () => Proportion.Wilson(-1, 5));
        probe.ObserveThrows<ArgumentException>("a negative count of trials", () => Proportion.Wilson(-3, -2));
        foreach (double confidence in new[] { 0, 1, -0.5, 95, double.NaN })
        {
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"Wilson, confidence {confidence}"),
                () => Proportion.Wilson(0, 0, confidence));
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"Bootstrap, confidence {confidence}"),
                () => Bootstrap.Interval([1, 2], Enumerable.Average, confidence));
        }

        probe.ObserveThrows<ArgumentException>("a bootstrap of nothing", () => Bootstrap.Interval([], drawn => drawn.Count));
        probe.ObserveThrows<ArgumentException>("a bootstrap of NaN", () => Bootstrap.Interval([1, double.NaN], drawn => 1));
        probe.ObserveThrows<ArgumentException>("a bootstrap of infinity",
            () => Bootstrap.Interval([double.NegativeInfinity, 1], drawn => 1));
        probe.ObserveThrows<ArgumentException>("no resample", () => Bootstrap.Interval([1, 2], Enumerable.Average, resamples: 0));
        probe.ObserveThrows<ArgumentException>("lists of different lengths", () => PairedTest.Permutation([1, 2], [1, 2, 3]));
        probe.ObserveThrows<ArgumentException>("NaN among the first scores", () => PairedTest.Permutation([1, double.NaN], [1, 2]));
        probe.ObserveThrows<ArgumentException>("infinity among the second scores",
            () => PairedTest.Permutation([1, 2], [double.PositiveInfinity, 1]));
        probe.ObserveThrows<ArgumentException>("no sample", () => PairedTest.Permutation([1, 2], [2, 1], 0));
        probe.ObserveThrows<ArgumentException>("a negative count, first", () => PairedTest.McNemar(-1, 3));
        probe.ObserveThrows<ArgumentException>("a negative count, second", () => PairedTest.McNemar(3, -1));
        foreach (double p in new[] { -0.01, 1.01, double.NaN })
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"a p-value of {p}"), () => MultipleTesting.Holm([0.2, p]));
        probe.ObserveThrows<ArgumentException>("raters of different lengths", () => Agreement.CohenKappa([1, 2], [1]));
        probe.ObserveThrows<ArgumentException>("rows of different lengths", () => Agreement.KrippendorffAlpha([[1, 2], [1, 2, null]]));
        probe.ObserveThrows<ArgumentException>("rows of different lengths, the third one shorter",
            () => Agreement.KrippendorffAlpha([[1, 2], [1, 2], [1]]));
        probe.ObserveThrows<ArgumentException>("rows of different lengths, the third one longer",
            () => Agreement.KrippendorffAlpha([[1, 2], [1, 2], [1, 2, null]]));
        probe.ObserveThrows<ArgumentException>("a rating that is infinite",
            () => Agreement.KrippendorffAlpha([[1, 2], [1, double.PositiveInfinity]]));
        probe.ObserveThrows<ArgumentException>("a rating that is infinite, of a unit without another",
            () => Agreement.KrippendorffAlpha([[1, 2, double.NegativeInfinity], [1, 3, null]]));
        probe.ObserveThrows<ArgumentException>("a rating that is NaN", () => Agreement.KrippendorffAlpha([[1, 2], [1, double.NaN]]));
        probe.ObserveAccepts("a confidence close to 1", () => Proportion.Wilson(1, 2, 0.9999));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("NaN is neither below 0 nor above 1: say what is right, and refuse the rest.");
}
