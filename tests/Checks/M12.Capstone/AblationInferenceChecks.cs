using System.Globalization;

namespace LLMCourse.Checks.M12;

public sealed class StudentsT()
    : Check("M12.E5.student-t", "gives Student's t and its inverse in float64, for one degree of freedom and for hundreds")
{
    private static readonly int[] Degrees = [1, 2, 3, 4, 5, 8, 11, 30, 31, 120, 401];
    private static readonly double[] Ts = [0, 0.3, -1, 2, -2.5, 4.3, 12.7];
    private static readonly double[] Confidences = [0.5, 0.8, 0.95, 0.99];

    public override void Probe(Probe probe)
    {
        foreach (int degrees in Degrees)
        {
            probe.Observe($"{degrees}: outside", Ts.Select(t => StudentT.TwoSided(t, degrees)));
            probe.Observe($"{degrees}: critical", Confidences.Select(confidence => StudentT.Critical(confidence, degrees)));
        }

        probe.Observe("far out", StudentT.TwoSided(1e6, 4) is >= 0 and < 1e-15);
        probe.Observe("infinity", StudentT.TwoSided(double.PositiveInfinity, 7) is >= 0 and < 1e-15);
        probe.Observe("never below 0", Enumerable.Range(1, 60).All(degrees => StudentT.TwoSided(1e9, degrees) >= 0));
        probe.Observe("NaN", double.IsNaN(StudentT.TwoSided(double.NaN, 3)));
        foreach (double confidence in new[] { 0.0, 1, -0.5, 1.5, double.NaN })
            probe.ObserveThrows<ArgumentException>($"a confidence of {confidence.ToString(CultureInfo.InvariantCulture)}",
                () => StudentT.Critical(confidence, 3));
        foreach (int degrees in new[] { 0, -1 })
        {
            probe.ObserveThrows<ArgumentException>($"{degrees} degrees of freedom: outside", () => StudentT.TwoSided(1, degrees));
            probe.ObserveThrows<ArgumentException>($"{degrees} degrees of freedom: critical", () => StudentT.Critical(0.95, degrees));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        Tolerance close = new(1e-10, 1e-10, "float64 carries 16 digits, and the oracle integrates in 2000 steps");
        foreach (int degrees in Degrees)
        {
            double[] outside = [.. evidence.Tensor($"{degrees}: outside").Values],
                critical = [.. evidence.Tensor($"{degrees}: critical").Values];
            string how = degrees % 2 == 0 ? "an even" : "an odd";
            if (outside.Length != Ts.Length || critical.Length != Confidences.Length) return Verdict.Fail("A value is missing.");
            if (!Ts.Index().All(x => close.Allows(StudentTOracle.TwoSided(x.Item, degrees), outside[x.Index])))
                return Verdict.Fail($"The probability outside of ±t is wrong for {how} number of degrees of freedom.",
                    hint: "The two sums begin differently: with 1 where ν is even, with cos θ where it is odd.");
            if (!Confidences.Index().All(x => close.Allows(StudentTOracle.Critical(x.Item, degrees), critical[x.Index])))
                return Verdict.Fail($"The critical t is wrong, or has too few digits, for {how} number of degrees of freedom.",
                    hint: "Halve the interval until no number is left between its ends.");
        }

        return evidence.EqualsExpected(close);
    }
}

public sealed class HolmsCorrection() : Check("M12.E5.holm", "corrects p-values for their number, in the order in which they came")
{
    public override void Probe(Probe probe)
    {
        double[] drawn = [.. Enumerable.Range(0, 12).Select(_ => Math.Pow(probe.Random.NextDouble(), 3))];
        (string Name, double[] P)[] cases =
        [
            ("none", []),
            ("one", [0.04]),
            ("two", [0.04, 0.03]),
            ("the order is kept, and nothing falls", [0.01, 0.04, 0.03, 0.005]),
            ("at most 1", [0.6, 0.9, 0.2]),
            ("equal ones", [0.02, 0.02, 0.02]),
            ("NaN does not count", [double.NaN, 0.01, double.NaN, 0.02]),
            ("the ends", [0, 1, 0.5]),
            ("drawn", drawn),
        ];
        foreach ((string name, double[] p) in cases) probe.Observe(name, AblationStatistics.Holm(p));
        double[] given = [0.3, 0.1, 0.2];
        _ = AblationStatistics.Holm(given);
        probe.Observe("the argument stays", given.AsEnumerable());
        probe.ObserveThrows<ArgumentException>("above 1", () => AblationStatistics.Holm([0.5, 1.01]));
        probe.ObserveThrows<ArgumentException>("below 0", () => AblationStatistics.Holm([-0.01]));
        probe.ObserveThrows<ArgumentException>("null", () => AblationStatistics.Holm(null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        // Another way to say it: the greatest of (how many are not smaller) · p over all values up to this one.
        double[] p = [.. Enumerable.Range(0, 12).Select(_ => 0.0)], got = [.. evidence.Tensor("drawn").Values];
        CheckRandom random = CheckRandom.For(Id);
        for (int i = 0; i < p.Length; i++) p[i] = Math.Pow(random.NextDouble(), 3);
        for (int i = 0; i < p.Length; i++)
        {
            double wanted = p.Where(x => x <= p[i]).Max(x => Math.Min(1, x * p.Count(y => y >= x)));
            if (got.Length != p.Length || !Tolerance.Double.Allows(wanted, got[i]))
                return Verdict.Fail("A corrected p-value is wrong.",
                    hint: "The smallest of m counts m times, the next m − 1 times; none may be less than the one before.");
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class ComparesLevels()
    : Check("M12.E5.compare", "compares each level with its baseline, paired by seeds, in both designs", points: 2)
{
    private static readonly string[][] Levels = [["a", "b"], ["p", "q", "r"], ["x", "y"]];
    private const int Seeds = 5;

    public override void Probe(Probe probe)
    {
        AblationFactor[] factors = [new("one", Levels[0]), new("two", Levels[1]), new("three", Levels[2])];
        foreach (AblationGrid grid in new AblationGrid[] { new(factors), new(factors, AblationDesign.FullFactorial) })
        {
            string how = grid.Design == AblationDesign.FullFactorial ? "all" : "one at a time";
            foreach (bool holes in new[] { false, true })
            {
                Dictionary<string, double?> values = Values(CheckRandom.For(how), holes);
                List<AblationResult> results = [.. Ablation.Points(grid).SelectMany(point => Enumerable.Range(0, Seeds).Select(seed =>
                    new AblationResult(point, (ulong)(seed * 7), values[$"{string.Concat(point.Levels)}{seed}"],
                        values[$"{string.Concat(point.Levels)}{seed}"] is null ? "failed" : null)))];
                results = [.. results.OrderBy(_ => probe.Random.NextDouble())]; // in any order
                IReadOnlyList<AblationComparison> found = AblationStatistics.Compare(grid, results);
                string name = $"{how}{(holes ? ", some failed" : "")}";
                probe.Observe($"{name}: what", string.Join(", ", found.Select(x => $"{x.Factor} {x.Level} against {x.Baseline}")));
                probe.Observe($"{name}: n", found.Select(x => x.N));
                foreach ((string what, Func<AblationComparison, double> of) in new (string,
                    Func<AblationComparison, double>)[] { ("mean", x => x.Mean), ("low", x => x.Low), ("high", x => x.High),
                        ("p", x => x.P), ("Holm's p", x => x.HolmP) })
                    probe.Observe($"{name}: {what}", found.Select(of));
            }
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        Tolerance close = new(1e-9, 1e-9, "float64 carries 16 digits, and the oracle integrates in 2000 steps");
        foreach (string how in new[] { "one at a time", "all" })
        {
            foreach (bool holes in new[] { false, true })
            {
                string name = $"{how}{(holes ? ", some failed" : "")}";
                Dictionary<string, double?> values = Values(CheckRandom.For(how), holes);
                int at = 0;
                for (int factor = 0; factor < Levels.Length; factor++)
                {
                    for (int level = 1; level < Levels[factor].Length; level++, at++)
                    {
                        (int n, double mean, double half, double p) = Oracle(values, factor, level, how == "all");
                        foreach ((string what,
                            double wanted) in new[] { ("mean", mean), ("low", mean - half), ("high", mean + half), ("p", p), ("n", n) })
                        {
                            double[] got = [.. evidence.Tensor($"{name}: {what}").Values];
                            if (at >= got.Length || !close.Allows(wanted, got[at]))
                                return Verdict.Fail($"{(what == "n" ? "The number of differences" : what is "low" or "high" ? "An end of an interval" : what == "p" ? "A p-value" : "A mean difference")} is wrong ({name}).", hint: "First the mean over the pairs of each seed, then statistics over the seeds; a seed without one of its runs is left out.");
                        }
                    }
                }
            }
        }

        return evidence.EqualsExpected(close);
    }

    private static Dictionary<string, double?> Values(CheckRandom random, bool holes)
    {
        Dictionary<string, double?> values = [];
        foreach (string one in Levels[0])
        {
            foreach (string two in Levels[1])
            {
                foreach (string three in Levels[2])
                {
                    for (int seed = 0; seed < Seeds; seed++)
                        values[$"{one}{two}{three}{seed}"] = (one == "b" ? 0.9 : 0) + (two == "r" ? (0.2 * seed) + (one == "b" ? 3 : 0) : 0)
                            + (3 * seed) + random.NextNormal();
                }
            }
        }

        // Of level r only one seed is whole, and of y two.
        if (holes)
            foreach (string hole in new[] { "apx2", "bqy0", "arx1", "arx3", "arx4", "apy0", "aqy4", "bry1" }) values[hole] = null;
        return values;
    }

    private static (int N, double Mean, double Half, double P) Oracle(Dictionary<string, double?> values, int factor, int level, bool all)
    {
        List<double> differences = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            double sum = 0;
            int pairs = 0;
            bool whole = true;
            foreach (string key in values.Keys.Where(key => key[3] - '0' == seed && key[factor].ToString() == Levels[factor][level]))
            {
                if (!all && Enumerable.Range(0, 3).Any(i => i != factor && key[i].ToString() != Levels[i][0])) continue;
                string other = key[..factor] + Levels[factor][0] + key[(factor + 1)..];
                pairs++;
                whole &= values[key].HasValue && values[other].HasValue;
                sum += (values[key] ?? 0) - (values[other] ?? 0);
            }

            if (whole) differences.Add(sum / pairs);
        }

        int n = differences.Count;
        double mean = n == 0 ? double.NaN : differences.Sum() / n;
        if (n < 2) return (n, mean, double.NaN, double.NaN);
        double error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1.0) / n);
        return (n, mean, StudentTOracle.Critical(0.95, n - 1) * error, StudentTOracle.TwoSided(mean / error, n - 1));
    }
}

public sealed class ComparesEdges()
    : Check("M12.E5.edges", "says NaN where there is no interval, and copes with differences that are all the same")
{
    public override void Probe(Probe probe)
    {
        AblationGrid grid = new([new("f", ["off", "on"]), new("g", ["off", "on"])]);
        AblationPoint[] points = [.. Ablation.Points(grid)];
        void Observe(string name, params (double Off, double F, double G)[] seeds)
        {
            AblationResult[] results = [.. seeds.Index().SelectMany(x => new[]
            {
                new AblationResult(points[0], (ulong)x.Index, x.Item.Off, null),
                new AblationResult(points[1], (ulong)x.Index, x.Item.F, null),
                new AblationResult(points[2], (ulong)x.Index, x.Item.G, null),
            })];
            AblationComparison[] found = [.. AblationStatistics.Compare(grid, results)];
            probe.Observe(name, found.SelectMany(x => new[] { x.N, x.Mean, x.Low, x.High, x.P, x.HolmP }));
        }

        Observe("no seed");
        Observe("one seed", (1, 1.5, 0.25));
        Observe("two seeds", (1, 1.5, 0.25), (2, 3.5, 0.5));
        Observe("always the same, and always 0", (1, 1.5, 1), (2, 2.5, 2), (5, 5.5, 5));
        Observe("always the same, below 0", (1, 0.5, 1.25), (2, 1.5, 2.25));
        Observe("their mean is 0", (0, 1, -1), (0, -1, -1));
        AblationResult twice = new(points[0], 3, 1, null);
        probe.ObserveThrows<ArgumentException>("a point and seed twice",
            () => AblationStatistics.Compare(grid, [twice, new AblationResult(points[1], 3, 1, null), twice with { Value = 2 }]));
        probe.ObserveThrows<ArgumentException>("a point and seed twice, once without a value",
            () => AblationStatistics.Compare(grid, [twice, twice with { Value = null, Error = "failed" }]));
        probe.ObserveThrows<ArgumentException>("no results", () => AblationStatistics.Compare(grid, null!));
        probe.ObserveThrows<ArgumentException>("no grid", () => AblationStatistics.Compare(null!, []));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("With one seed there is a difference and no interval; where s is 0, p is 1 for a mean of 0 and else 0.");
}

public sealed class WritesTables() : Check("M12.E5.tables", "writes CSV and Markdown that any reader reads, in any culture")
{
    public override void Probe(Probe probe)
    {
        AblationPoint plain = new("a=1", ["1"]), odd = new("a=x,\"y\"|z", ["x,\"y\"|z"]);
        AblationReport report = new(
            [
                new(plain, 0, 0.1 + 0.2, null), new(plain, ulong.MaxValue, -1e-7, null), new(odd, 1, 1e22, null),
                new(odd, 2, null, "two\nlines\r| and, a \"word\""), new(plain, 3, 1234567.5, null),
                new(plain, 4, null, ""), new(plain, 5, null, "cr\rcr"), new(plain, 6, null, "just, a \\ comma"),
                new(plain, 7, null, "lf\nlf"), new(plain, 8, null, "a \"word\""),
            ],
            [
                new("f", "few", "off", 1, 0.5, double.NaN, double.NaN, double.NaN, double.NaN),
                new("f", "none", "off", 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN),
                new("f", "holds", "off", 3, 0.5, -0.1, 1.1, 0.1, 0.2), new("f", "touches", "off", 3, 0.5, 0, 1, 0.05, 0.01),
                new("f", "touches above", "off", 3, -0.5, -1, 0, 0.05, 0.01),
                new("f|g", "Holm\nHolm", "o\rff", 2, 0.5, 0.1, 0.9, 0.01, 0.05),
                new("f", "up", "off", 12, 1234.56789, 1000.5, 1500.25, 0.00001, 0.0499),
                new("f", "down", "off", 4, -0.5, -0.9, -0.1, 0.01, 0.02),
                new("f", "a little", "off", 4, 0.5, 0.1, 0.9, 0.01, 0.02), new("f", "Holm below", "off", 4, -0.5, -0.9, -0.1, 0.01, 0.2),
            ]);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign) = (",", "−");
            CultureInfo.CurrentCulture = comma;
            probe.Observe("CSV", AblationTables.ToCsv(report));
            probe.Observe("Markdown", AblationTables.ToMarkdown(report));
            AblationReport well = report with { Results = [new(plain, 0, 1, null)] };
            probe.Observe("nothing failed", AblationTables.ToMarkdown(well));
            probe.Observe("one failed", AblationTables.ToMarkdown(report with { Results = [report.Results[3]], Comparisons = [] }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        probe.ObserveThrows<ArgumentException>("CSV of null", () => AblationTables.ToCsv(null!));
        probe.ObserveThrows<ArgumentException>("Markdown of null", () => AblationTables.ToMarkdown(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The invariant culture for every number, quotation marks where CSV needs them, and the verdicts in their order.");
}
