using System.Globalization;

namespace LLMCourse.Checks.M11;

public sealed class StabilityIndex()
    : Check("M11.E5.psi", "sums (a − e)·ln(a/e) over the quantile bins of the reference, with ties and empty bins", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int run = 0; run < 12; run++)
        {
            int bins = run == 0 ? 2 : (int)probe.Random.NextInteger(2, 14), kinds = run % 3 == 0 ? 5 : 100_000;
            double[] Draw(int count, double shift) =>
                [.. Enumerable.Range(0, count).Select(_ => Math.Floor((probe.Random.NextNormal() + shift) * kinds) / kinds)];
            double[] expected = Draw((int)probe.Random.NextInteger(1, 120), 0),
                actual = Draw((int)probe.Random.NextInteger(1, 120), run % 4 == 0 ? 0 : 1.5 * probe.Random.NextNormal());
            double[] before = [.. expected, .. actual];
            probe.Observe($"expected {run}", expected.AsEnumerable());
            probe.Observe($"actual {run}", actual.AsEnumerable());
            probe.Observe($"bins {run}", bins);
            probe.Observe($"index {run}", Drift.Psi(expected, actual, bins));
            probe.Observe($"samples {run} stay as they are", before.SequenceEqual([.. expected, .. actual]));
        }

        double[] many = [.. Enumerable.Range(0, 50).Select(i => i * 0.37 % 1)];
        probe.Observe("ten bins by default",
            Drift.Psi(many, [.. many.Select(x => x * x)]) == Drift.Psi(many, [.. many.Select(x => x * x)], 10));
        probe.Observe("of itself", Drift.Psi(many, many, 7));
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int run = 0; run < 12; run++)
        {
            double wanted = DriftOracle.Psi(evidence.Tensor($"expected {run}").Values, evidence.Tensor($"actual {run}").Values,
                (int)evidence.Number($"bins {run}")), got = evidence.Number($"index {run}");
            if (!Tolerance.Double.Allows(wanted, got))
                return Verdict.Fail("An index is not the sum over the bins of the handout.",
                    string.Create(CultureInfo.InvariantCulture, $"Run {run}: expected {wanted}, got {got}."));
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class GreatestDifference()
    : Check("M11.E5.ks", "finds the greatest difference of two distribution functions, and how probable it is", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int run = 0; run < 16; run++)
        {
            double kinds = run % 3 == 0 ? 4 : 100_000;
            double[] Draw(int count, double shift) =>
                [.. Enumerable.Range(0, count).Select(_ => Math.Floor((probe.Random.NextNormal() + shift) * kinds) / kinds)];
            double[] first = Draw(run < 4 ? 1 + run : (int)probe.Random.NextInteger(5, 150), 0),
                second = Draw((int)probe.Random.NextInteger(1, 150), run % 2 == 0 ? 0 : 0.6);
            if (run == 15) second = [.. first.Select(x => x + 100)];
            if (run == 14)
                (first, second) =
                    ([.. Enumerable.Range(0, 150).Select(i => i / 150.0)], [.. Enumerable.Range(0, 149).Select(i => i / 149.0)]);
            double[] before = [.. first, .. second];
            probe.Observe($"first {run}", first.AsEnumerable());
            probe.Observe($"second {run}", second.AsEnumerable());
            KolmogorovSmirnovResult result = Drift.KolmogorovSmirnov(first, second), swapped = Drift.KolmogorovSmirnov(second, first);
            probe.Observe($"result {run}", [result.Statistic, result.PValue]);
            probe.Observe($"swapped {run}", [swapped.Statistic, swapped.PValue]);
            probe.Observe($"samples {run} stay as they are", before.SequenceEqual([.. first, .. second]));
        }

        // So near to 1, a sum of many terms may round to more.
        probe.Observe("no probability is above 1", Enumerable.Range(20, 180).All(n =>
            Drift.KolmogorovSmirnov([.. Enumerable.Range(0, n).Select(i => (double)i / n)],
                [.. Enumerable.Range(0, n - 1).Select(i => (double)i / (n - 1))]).PValue <= 1));

        // The larger the samples, the longer the series; and the product of their sizes is no int any more.
        double[] half = [.. Enumerable.Range(0, 50_000).Select(i => i + 0.5)];
        KolmogorovSmirnovResult large = Drift.KolmogorovSmirnov([.. Enumerable.Range(0, 50_000).Select(i => (double)i)], half);
        probe.Observe("two large samples that lie between each other", [large.Statistic, large.PValue]);
        KolmogorovSmirnovResult same = Drift.KolmogorovSmirnov([2, 1, 3], [3, 2, 1, 3, 2, 1]);
        probe.Observe("the same distribution", [same.Statistic, same.PValue]);
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int run = 0; run < 16; run++)
        {
            IReadOnlyList<double> first = evidence.Tensor($"first {run}").Values, second = evidence.Tensor($"second {run}").Values,
                result = evidence.Tensor($"result {run}").Values;
            double statistic = DriftOracle.Statistic(first, second), p = DriftOracle.PValue(statistic, first.Count, second.Count);
            if (!Tolerance.Double.Allows(statistic, result[0]))
                return Verdict.Fail("A statistic is not the greatest difference of the two shares.",
                    string.Create(CultureInfo.InvariantCulture, $"Run {run}: expected {statistic}, got {result[0]}."));
            if (!(Math.Abs(result[1] - p) < 1e-10))
                return Verdict.Fail("A p-value is not the one of the series.",
                    string.Create(CultureInfo.InvariantCulture, $"Run {run}: expected {p}, got {result[1]}."));
            if (!evidence.Tensor($"swapped {run}").Values.Zip(result).All(pair => Tolerance.Double.Allows(pair.Second, pair.First)))
                return Verdict.Fail("The two samples do not count alike: swapped, they give another result.");
        }

        return evidence.EqualsExpected(new Tolerance(1e-10, 1e-10, "the series is a sum of up to some hundred terms in float64"));
    }
}

public sealed class DriftWatched()
    : Check("M11.E5.detector", "is silent on the same stream as often as alpha says, and fires on a shifted one", points: 2)
{
    private const int Windows = 300;

    public override void Probe(Probe probe)
    {
        List<double> reference = [.. Enumerable.Range(0, 600).Select(_ => probe.Random.NextNormal())];
        foreach ((string name, double shift, DriftOptions options) in new (string, double, DriftOptions)[]
        {
            ("the same stream", 0, new() { Window = 50, Alpha = 0.05, MinimumPsi = 0 }),
            ("the same stream, with a size that matters", 0, new() { Window = 50, Alpha = 0.05, MinimumPsi = 0.25 }),
            ("a shifted stream", 1, new() { Window = 50, Alpha = 0.05, MinimumPsi = 0.1, Bins = 5 }),
            ("a small shift", 0.3, new() { Window = 50, Alpha = 0.05, MinimumPsi = 0.3 }),
        })
        {
            DriftDetector detector = new(reference, options);
            int alarms = 0, reports = 0;
            string first = "";
            for (int i = 0; i < Windows * 50; i++)
            {
                if (detector.Add(probe.Random.NextNormal() + shift) is not { } report) continue;
                reports++;
                if (report.IsDrift) alarms++;
                if (report.Window is 0 or 7)
                    first += string.Create(CultureInfo.InvariantCulture,
                        $"after {i}: window {report.Window} psi {report.Psi:F6} D {report.KolmogorovSmirnov.Statistic:F6} p {report.KolmogorovSmirnov.PValue:F6} {report.IsDrift}\n");
            }

            probe.Observe($"{name}: reports", reports);
            probe.Observe($"{name}: alarms", alarms);
            probe.Observe($"{name}: two reports", first);
        }

        DriftDetector copied = new(reference, new() { Window = 3, Alpha = 1, MinimumPsi = 0 });
        reference.Clear();
        probe.Observe("the first of three", copied.Add(1) is null);
        probe.ObserveThrows<ArgumentException>("NaN", () => copied.Add(double.NaN));
        probe.ObserveThrows<ArgumentException>("infinity", () => copied.Add(double.NegativeInfinity));
        probe.Observe("the second", copied.Add(2) is null);
        DriftReport? last = copied.Add(3);
        probe.Observe("the third",
            last is null ? "nothing" : string.Create(CultureInfo.InvariantCulture,
                $"{last.Window} {last.Psi:F6} {last.KolmogorovSmirnov.Statistic:F6} {last.IsDrift}"));
        DriftReport? equal = null, limit = null;
        DriftDetector same = new([1, 2], new() { Window = 2, Alpha = 1, MinimumPsi = 0 }),
            alone = new([1], new() { Window = 1, Alpha = 1, MinimumPsi = Drift.Psi([1], [2], 10) });
        foreach (double score in (double[])[1, 2]) equal = same.Add(score);
        limit = alone.Add(2);
        probe.Observe("p is not below an alpha of 1", equal?.IsDrift.ToString() ?? "nothing");
        probe.Observe("an index that is just enough", limit?.IsDrift.ToString() ?? "nothing");
        DriftDetector usual = new([1, 2, 3]);
        probe.Observe("the usual window", Enumerable.Range(1, 1000).First(i => usual.Add(i) is not null));
    }

    public override Verdict Judge(Evidence evidence)
    {
        // 300 windows at 5 %: 15 alarms, with a standard deviation of 4.
        if (evidence.Number("the same stream: alarms") > 15 + (3 * 3.8))
            return Verdict.Fail("There are more false alarms than alpha allows.");
        return evidence.Number("a shifted stream: alarms") < 0.9 * Windows
            ? Verdict.Fail("A stream that has shifted is not noticed.")
            : evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class RefusedModeration()
    : Check("M11.E5.arguments", "refuses scores that are none, categories without sense, and times, rates and options out of range")
{
    public override void Probe(Probe probe)
    {
        Func<IReadOnlyList<string>, IReadOnlyList<double>> scorer = texts => new double[texts.Count];
        foreach (double bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            string name = bad.ToString(CultureInfo.InvariantCulture);
            probe.ObserveThrows<ArgumentException>($"a harmless score of {name}", () => ModerationThresholds.At([0.1, bad], 0.5));
            probe.ObserveThrows<ArgumentException>($"a rate of {name}", () => ModerationThresholds.At([0.1], bad));
            probe.ObserveThrows<ArgumentException>($"an expected {name}", () => Drift.Psi([1, bad], [1]));
            probe.ObserveThrows<ArgumentException>($"an actual {name}", () => Drift.Psi([1], [bad, 1]));
            probe.ObserveThrows<ArgumentException>($"a first {name}", () => Drift.KolmogorovSmirnov([bad], [1]));
            probe.ObserveThrows<ArgumentException>($"a second {name}", () => Drift.KolmogorovSmirnov([1], [bad]));
            probe.ObserveThrows<ArgumentException>($"a reference of {name}", () => new DriftDetector([1, bad]));
        }

        probe.ObserveThrows<ArgumentException>("no harmless score", () => ModerationThresholds.At([], 0.5));
        probe.ObserveThrows<ArgumentException>("a rate below 0", () => ModerationThresholds.At([1], -1e-9));
        probe.ObserveThrows<ArgumentException>("a rate above 1", () => ModerationThresholds.At([1], 1.000001));
        probe.ObserveThrows<ArgumentException>("nothing expected", () => Drift.Psi([], [1]));
        probe.ObserveThrows<ArgumentException>("nothing actual", () => Drift.Psi([1], []));
        probe.ObserveThrows<ArgumentException>("an empty first sample", () => Drift.KolmogorovSmirnov([], [1]));
        probe.ObserveThrows<ArgumentException>("an empty second sample", () => Drift.KolmogorovSmirnov([1], []));
        probe.ObserveThrows<ArgumentException>("an empty reference", () => new DriftDetector([]));
        probe.ObserveThrows<ArgumentException>("1 bin", () => Drift.Psi([1], [1], 1));
        probe.ObserveAccepts("2 bins", () => Drift.Psi([1], [1], 2));
        foreach ((string name, DriftOptions options) in new (string, DriftOptions)[]
        {
            ("a window of 0", new() { Window = 0 }), ("1 bin of a detector", new() { Bins = 1 }), ("an alpha of 0", new() { Alpha = 0 }),
            ("an alpha above 1", new() { Alpha = 1.001 }), ("an alpha of NaN", new() { Alpha = double.NaN }),
            ("an index below 0", new() { MinimumPsi = -0.001 }), ("an index of NaN", new() { MinimumPsi = double.NaN }),
        }) probe.ObserveThrows<ArgumentException>(name, () => new DriftDetector([1], options));
        probe.ObserveAccepts("options at their limits",
            () => new DriftDetector([1], new() { Window = 1, Bins = 2, Alpha = 1, MinimumPsi = 0 }));

        foreach ((string name, ModerationCategory[] categories) in new (string, ModerationCategory[])[]
        {
            ("no category", []), ("a category of null", [null!]), ("no name", [new("", scorer, 0, 1)]),
            ("a blank name", [new(" ", scorer, 0, 1)]), ("no scorer", [new("a", null!, 0, 1)]),
            ("two of one name", [new("a", scorer, 0, 1), new("b", scorer, 0, 1), new("a", scorer, 0, 1)]),
            ("blocking below review", [new("a", scorer, 1, 0.999)]), ("a review at NaN", [new("a", scorer, double.NaN, 1)]),
            ("a block at NaN", [new("a", scorer, 0, double.NaN)]),
        }) probe.ObserveThrows<ArgumentException>(name, () => new ModerationService(categories));
        probe.ObserveAccepts("names that differ by a capital",
            () => new ModerationService([new("a", scorer, 1, 1), new("A", scorer, double.NegativeInfinity, double.PositiveInfinity)]));
        int asked = 0;
        ModerationService service = new([new("a", texts =>
        {
            asked++;
            return new double[texts.Count];
        }, 0, 1)]);
        probe.ObserveThrows<ArgumentException>("a text of null", () => service.Moderate(["a", null!]));
        probe.Observe("scorers asked", asked);

        RateClock clock = new();
        probe.ObserveThrows<ArgumentException>("an SLA of 0", () => new AppealQueue(clock, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        probe.ObserveThrows<ArgumentException>("a lease of 0", () => new AppealQueue(clock, TimeSpan.FromMinutes(1), TimeSpan.Zero));
        probe.ObserveAccepts("times of a tick", () => new AppealQueue(clock, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)));
        probe.ObserveThrows<ArgumentException>("an appeal that is not there",
            () => new AppealQueue(clock, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)).Resolve("a", "r", true));
    }
}
