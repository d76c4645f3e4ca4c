using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M12;

public sealed class PointsOfGrids() : VisibleCheck("M12.E5.points", "lists the combinations of both designs in order, with their ids")
{
    public override void Probe(Probe probe)
    {
        (string Name, AblationFactor[] Factors)[] grids =
        [
            ("one factor", [new("f", ["off", "on"])]),
            ("two factors, the names not in order", [new("rate", ["0.1", "0.2"]), new("features", ["none", "words", "pairs"])]),
            ("three factors", [new("b", ["1", "2", "3"]), new("c", ["x", "y"]), new("a", ["p", "q"])]),
            ("the same three in another order", [new("a", ["p", "q"]), new("b", ["1", "2", "3"]), new("c", ["x", "y"])]),
            ("names and levels with signs", [new("k=v;", ["50%", "a=b", "c;d", "%3B", "a|b c"]), new("K", ["Ä", "ä"]), new("a", ["1", "2"])]),
        ];
        foreach ((string name, AblationFactor[] factors) in grids)
        {
            foreach (AblationGrid grid in new AblationGrid[] { new(factors), new(factors, AblationDesign.FullFactorial) })
            {
                string how = grid.Design == AblationDesign.FullFactorial ? "all" : "one at a time";
                AblationPoint[] points = [.. Ablation.Points(grid)];
                probe.Observe($"{name}, {how}: ids", string.Join('\n', points.Select(point => point.Id)));
                probe.Observe($"{name}, {how}: levels", string.Join('\n', points.Select(point => string.Join(" / ", point.Levels))));
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The baseline first; all combinations count like an odometer, the last factor fastest; ids name the factors in ordinal order.");
}

public sealed class RefusesBadGrids() : Check("M12.E5.bad-grids", "refuses grids that are no study")
{
    public override void Probe(Probe probe)
    {
        (string Name, AblationFactor[] Factors)[] grids =
        [
            ("no factor", []),
            ("two factors of one name", [new("a", ["1", "2"]), new("a", ["3", "4"])]),
            ("one level", [new("a", ["1", "2"]), new("b", ["1"])]),
            ("no level", [new("a", [])]),
            ("a level twice", [new("a", ["1", "2", "1"])]),
            ("an empty level", [new("a", ["1", ""])]),
            ("an empty name", [new("", ["1", "2"]), new("b", ["1", "2"])]),
        ];
        foreach ((string name, AblationFactor[] factors) in grids) probe.ObserveThrows<ArgumentException>(name, () => Ablation.Points(new AblationGrid(factors)));
        probe.ObserveThrows<ArgumentException>("null", () => Ablation.Points(null!));
        probe.ObserveAccepts("names that differ in case", () => Ablation.Points(new AblationGrid([new("a", ["x", "X"]), new("A", ["1", "2"])])));
        probe.ObserveThrows<ArgumentException>("compare: a bad grid", () => AblationStatistics.Compare(new AblationGrid([]), []));
    }
}

public sealed class StudentsT() : Check("M12.E5.student-t", "gives Student's t and its inverse in float64, for one degree of freedom and for hundreds")
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
        foreach (double confidence in new[] { 0.0, 1, -0.5, 1.5, double.NaN }) probe.ObserveThrows<ArgumentException>($"a confidence of {confidence.ToString(CultureInfo.InvariantCulture)}", () => StudentT.Critical(confidence, 3));
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
            double[] outside = [.. evidence.Tensor($"{degrees}: outside").Values], critical = [.. evidence.Tensor($"{degrees}: critical").Values];
            string how = degrees % 2 == 0 ? "an even" : "an odd";
            if (outside.Length != Ts.Length || critical.Length != Confidences.Length) return Verdict.Fail("A value is missing.");
            if (!Ts.Index().All(x => close.Allows(StudentTOracle.TwoSided(x.Item, degrees), outside[x.Index])))
                return Verdict.Fail($"The probability outside of ±t is wrong for {how} number of degrees of freedom.", hint: "The two sums begin differently: with 1 where ν is even, with cos θ where it is odd.");
            if (!Confidences.Index().All(x => close.Allows(StudentTOracle.Critical(x.Item, degrees), critical[x.Index])))
                return Verdict.Fail($"The critical t is wrong, or has too few digits, for {how} number of degrees of freedom.", hint: "Halve the interval until no number is left between its ends.");
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
            if (got.Length != p.Length || !Tolerance.Double.Allows(wanted, got[i])) return Verdict.Fail("A corrected p-value is wrong.", hint: "The smallest of m counts m times, the next m − 1 times; none may be less than the one before.");
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class ComparesLevels() : Check("M12.E5.compare", "compares each level with its baseline, paired by seeds, in both designs", points: 2)
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
                    new AblationResult(point, (ulong)(seed * 7), values[$"{string.Concat(point.Levels)}{seed}"], values[$"{string.Concat(point.Levels)}{seed}"] is null ? "failed" : null)))];
                results = [.. results.OrderBy(_ => probe.Random.NextDouble())]; // in any order
                IReadOnlyList<AblationComparison> found = AblationStatistics.Compare(grid, results);
                string name = $"{how}{(holes ? ", some failed" : "")}";
                probe.Observe($"{name}: what", string.Join(", ", found.Select(x => $"{x.Factor} {x.Level} against {x.Baseline}")));
                probe.Observe($"{name}: n", found.Select(x => x.N));
                foreach ((string what, Func<AblationComparison, double> of) in new (string, Func<AblationComparison, double>)[] { ("mean", x => x.Mean), ("low", x => x.Low), ("high", x => x.High), ("p", x => x.P), ("Holm's p", x => x.HolmP) })
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
                        foreach ((string what, double wanted) in new[] { ("mean", mean), ("low", mean - half), ("high", mean + half), ("p", p), ("n", n) })
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
                        values[$"{one}{two}{three}{seed}"] = (one == "b" ? 0.9 : 0) + (two == "r" ? (0.2 * seed) + (one == "b" ? 3 : 0) : 0) + (3 * seed) + random.NextNormal();
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

public sealed class ComparesEdges() : Check("M12.E5.edges", "says NaN where there is no interval, and copes with differences that are all the same")
{
    public override void Probe(Probe probe)
    {
        AblationGrid grid = new([new("f", ["off", "on"]), new("g", ["off", "on"])]);
        AblationPoint[] points = [.. Ablation.Points(grid)];
        void Observe(string name, params (double Off, double F, double G)[] seeds)
        {
            AblationResult[] results = [.. seeds.Index().SelectMany(x => new[]
            {
                new AblationResult(points[0], (ulong)x.Index, x.Item.Off, null), new AblationResult(points[1], (ulong)x.Index, x.Item.F, null), new AblationResult(points[2], (ulong)x.Index, x.Item.G, null),
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
        probe.ObserveThrows<ArgumentException>("a point and seed twice", () => AblationStatistics.Compare(grid, [twice, new AblationResult(points[1], 3, 1, null), twice with { Value = 2 }]));
        probe.ObserveThrows<ArgumentException>("no results", () => AblationStatistics.Compare(grid, null!));
        probe.ObserveThrows<ArgumentException>("no grid", () => AblationStatistics.Compare(null!, []));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double).WithHint("With one seed there is a difference and no interval; where s is 0, p is 1 for a mean of 0 and else 0.");
}

public sealed class WritesTables() : Check("M12.E5.tables", "writes CSV and Markdown that any reader reads, in any culture")
{
    public override void Probe(Probe probe)
    {
        AblationPoint plain = new("a=1", ["1"]), odd = new("a=x,\"y\"|z", ["x,\"y\"|z"]);
        AblationReport report = new(
            [
                new(plain, 0, 0.1 + 0.2, null), new(plain, ulong.MaxValue, -1e-7, null), new(odd, 1, 1e22, null), new(odd, 2, null, "two\nlines\r| and, a \"word\""), new(plain, 3, 1234567.5, null),
                new(plain, 4, null, null), new(plain, 5, null, "cr\rcr"), new(plain, 6, null, "just, a comma"), new(plain, 7, null, "lf\nlf"), new(plain, 8, null, "a \"word\""),
            ],
            [
                new("f", "few", "off", 1, 0.5, double.NaN, double.NaN, double.NaN, double.NaN), new("f", "none", "off", 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN),
                new("f", "holds", "off", 3, 0.5, -0.1, 1.1, 0.1, 0.2), new("f", "touches", "off", 3, 0.5, 0, 1, 0.05, 0.01), new("f", "touches above", "off", 3, -0.5, -1, 0, 0.05, 0.01),
                new("f|g", "Holm\nHolm", "o\rff", 2, 0.5, 0.1, 0.9, 0.01, 0.05), new("f", "up", "off", 12, 1234.56789, 1000.5, 1500.25, 0.00001, 0.0499), new("f", "down", "off", 4, -0.5, -0.9, -0.1, 0.01, 0.02),
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

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The invariant culture for every number, quotation marks where CSV needs them, and the verdicts in their order.");
}

public sealed class RunsInOrder() : Check("M12.E5.run", "runs every point with every seed in order, writes each outcome at once, and reports", points: 2)
{
    public override void Probe(Probe probe)
    {
        string name = Studies.NewName();
        using SqliteConnection store = Studies.Open(name), reader = Studies.Open(name);
        List<string> runs = [];
        AblationReport report = Studies.Run(Studies.Small, [3, 1, ulong.MaxValue], (point, seed, _) =>
        {
            runs.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed} after {Studies.Count(reader)} rows"));
            return Studies.ScoreAsync(point, seed, default);
        }, store);
        probe.Observe("runs", string.Join('\n', runs));
        probe.Observe("rows", Studies.Rows(reader));
        probe.Observe("report", Studies.Text(report));
        probe.Observe("the store is still open", store.State.ToString());

        using SqliteConnection other = Studies.Open();
        AblationGrid all = new(Studies.Small.Factors, AblationDesign.FullFactorial);
        probe.Observe("all combinations", Studies.Text(Studies.Run(all, [1, 2], Studies.ScoreAsync, other)));

        using SqliteConnection defaults = Studies.Open();
        string levels = "";
        AblationReport plain = Ablation.RunAsync(Studies.Small, [5], (point, seed, _) =>
        {
            levels += $"{string.Join('/', point.Levels)} ";
            return Task.FromResult(1.0);
        }, defaults).GetAwaiter().GetResult();
        probe.Observe("without options", levels);
        probe.Observe("without options: rows", Studies.Rows(defaults));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ResumesStudies() : Check("M12.E5.resume", "goes on where a study was killed, with the same report, and reuses only what is the same", points: 2)
{
    public override void Probe(Probe probe)
    {
        ulong[] seeds = [1, 2, 3];
        using SqliteConnection whole = Studies.Open();
        string wanted = Studies.Text(Studies.Run(Studies.Small, seeds, Studies.ScoreAsync, whole));
        foreach (int killed in new[] { 1, 5, 12 })
        {
            using SqliteConnection store = Studies.Open();
            using CancellationTokenSource kill = new();
            int runs = 0;
            Task<AblationReport> first = Studies.Begin(Studies.Small, seeds, (point, seed, stop) =>
            {
                if (++runs == killed) kill.Cancel();
                return stop.IsCancellationRequested ? Task.FromCanceled<double>(stop) : Studies.ScoreAsync(point, seed, stop);
            }, store, stop: kill.Token);
            probe.Observe($"killed in run {killed}", Studies.Ending(first));
            probe.Observe($"killed in run {killed}: rows", Studies.Count(store));
            probe.Observe($"killed in run {killed}: the same report", Studies.Text(Studies.Run(Studies.Small, seeds, (point, seed, stop) =>
            {
                runs++;
                return Studies.ScoreAsync(point, seed, stop);
            }, store)) == wanted);
            probe.Observe($"killed in run {killed}: runs of both", runs);
        }

        List<string> asked = [];
        void Observe(string name, AblationGrid grid, ulong[] some, string fingerprint)
        {
            asked.Clear();
            AblationReport report = Studies.Run(grid, some, (point, seed, _) =>
            {
                asked.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed}"));
                return Task.FromResult(Studies.Score(point, seed) + 100);
            }, whole, fingerprint);
            probe.Observe($"{name}: runs", asked.Count == 0 ? "none" : string.Join('\n', asked));
            probe.Observe($"{name}: results", report.Results.Select(x => x.Value ?? double.NaN));
        }

        AblationFactor rate = Studies.Small.Factors[0], features = Studies.Small.Factors[1];
        Observe("the same again", Studies.Small, seeds, "v1");
        Observe("seeds in another order", Studies.Small, [2, 1], "v1");
        Observe("factors in another order", new AblationGrid([features, rate]), seeds, "v1");
        Observe("a seed more", Studies.Small, [1, 2, 3, 4], "v1");
        Observe("a level more", new AblationGrid([rate, features with { Levels = [.. features.Levels, "all"] }]), seeds, "v1");
        Observe("another code", Studies.Small, [1], "v2");
        Observe("a fingerprint in capitals", Studies.Small, [1], "V1");
        Observe("a factor more", new AblationGrid([rate, features, new("zoom", ["1", "2"])]), [1], "v1");
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("A row is the same run only if fingerprint, point and seed are; the report is made of all rows that belong to this study, in its order.");
}

public sealed class FailedRuns() : Check("M12.E5.failures", "notes a run that throws or gives no number, goes on with the others, and tries it again next time", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection store = Studies.Open();
        int round = 0;
        List<string> asked = [];
        Task<double> RunAsync(string point, ulong seed, CancellationToken stop)
        {
            asked.Add(string.Create(CultureInfo.InvariantCulture, $"{point} {seed}"));
            return (point, seed, round) switch
            {
                ("features=none;rate=0.1", 2, 0) => throw new InvalidOperationException("out of memory"),
                ("features=none;rate=0.2", 1, 0) => Task.FromException<double>(new TimeoutException("too slow")),
                ("features=none;rate=0.2", 2, < 2) => Task.FromResult(double.NaN),
                ("features=words;rate=0.1", 1, 0) => Task.FromResult(double.PositiveInfinity),
                ("features=words;rate=0.1", 2, 0) => Task.FromResult(double.NegativeInfinity),
                ("features=pairs;rate=0.1", 1, 0) => throw new OperationCanceledException("its own"),
                ("features=pairs;rate=0.1", 1, 1) => throw new InvalidOperationException("another reason"),
                _ => Studies.ScoreAsync(point, seed, stop),
            };
        }

        for (; round < 4; round++)
        {
            asked.Clear();
            Task<AblationReport> study = Studies.Begin(Studies.Small, [1, 2], RunAsync, store);
            string end = Studies.Ending(study);
            probe.Observe($"round {round}: how it ends", end);
            probe.Observe($"round {round}: runs", asked.Count == 0 ? "none" : string.Join('\n', asked));
            if (end == "a report") probe.Observe($"round {round}: the report", Studies.Text(study.Result));
            probe.Observe($"round {round}: rows", Studies.Rows(store));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("An exception of the run is a result of the study; a cancellation that nobody asked the study for is one, too.");
}

public sealed class CancelledStudies() : Check("M12.E5.cancel", "begins nothing after a cancellation, and leaves nothing half written")
{
    public override void Probe(Probe probe)
    {
        foreach (string how in new[] { "ends well all the same", "throws the cancellation", "throws something else" })
        {
            using SqliteConnection store = Studies.Open();
            using CancellationTokenSource stop = new();
            bool failing = true, same = true;
            int runs = 0;
            _ = Studies.Run(Studies.Small, [1], (point, seed, _) => failing ? throw new InvalidOperationException("failed before") : Studies.ScoreAsync(point, seed, default), store);
            failing = false;
            Task<AblationReport> study = Studies.Begin(Studies.Small, [1, 2], (point, seed, token) =>
            {
                same &= token == stop.Token;
                if (++runs < 3) return Studies.ScoreAsync(point, seed, token);
                stop.Cancel();
                return how switch
                {
                    "ends well all the same" => Studies.ScoreAsync(point, seed, token),
                    "throws the cancellation" => Task.FromCanceled<double>(token),
                    _ => throw new InvalidOperationException("the connection is gone"),
                };
            }, store, stop: stop.Token);
            probe.Observe($"{how}: the study", Studies.Ending(study));
            probe.Observe($"{how}: runs", runs);
            probe.Observe($"{how}: each run has the token", same);
            probe.Observe($"{how}: rows", Studies.Rows(store));
        }

        using SqliteConnection empty = Studies.Open();
        int begun = 0;
        Task<AblationReport> late = Studies.Begin(Studies.Small, [1], (point, seed, _) =>
        {
            begun++;
            return Studies.ScoreAsync(point, seed, default);
        }, empty, stop: new CancellationToken(true));
        probe.Observe("cancelled before it began", Studies.Ending(late));
        probe.Observe("cancelled before it began: runs", begun);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ParallelStudies() : Check("M12.E5.parallel", "has as many runs under way as it may, no more, and the same report")
{
    public override void Probe(Probe probe)
    {
        ulong[] seeds = [1, 2, 3];
        using SqliteConnection serial = Studies.Open();
        string wanted = Studies.Text(Studies.Run(Studies.Small, seeds, Studies.ScoreAsync, serial));
        foreach (int most in new[] { 3, 100 })
        {
            using SqliteConnection store = Studies.Open();
            ConcurrentStack<(TaskCompletionSource<double> Source, double Value)> waiting = [];
            int under = 0, greatest = 0;
            Task<AblationReport> study = Studies.Begin(Studies.Small, seeds, (point, seed, _) =>
            {
                TaskCompletionSource<double> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
                int now = Interlocked.Increment(ref under);
                lock (waiting) greatest = Math.Max(greatest, now);
                waiting.Push((source, Studies.Score(point, seed)));
                return source.Task;
            }, store, parallel: most);
            int full = Math.Min(most, 12);
            bool isFull = Studies.Wait(() => waiting.Count >= full || study.IsCompleted);
            Thread.Sleep(30); // long enough for one who begins more to do so
            bool ended = Studies.Wait(() =>
            {
                // The newest ends first.
                if (waiting.TryPop(out (TaskCompletionSource<double> Source, double Value) run))
                {
                    _ = Interlocked.Decrement(ref under);
                    run.Source.SetResult(run.Value);
                }

                return study.IsCompleted;
            });
            probe.Observe($"at most {most}: as many as that", isFull);
            probe.Observe($"at most {most}: never more", greatest <= most);
            probe.Observe($"at most {most}: the same report", ended && Studies.Ending(study) == "a report" && Studies.Text(study.Result) == wanted);
            if (!isFull) return; // one who runs one by one need not be waited for again
        }

        using SqliteConnection busy = Studies.Open();
        AblationGrid large = new([new("a", ["1", "2", "3", "4", "5"]), new("b", ["1", "2", "3", "4", "5"])], AblationDesign.FullFactorial);
        ulong[] many = [.. Enumerable.Range(0, 16).Select(i => (ulong)i)];
        Task<AblationReport> hurried = Studies.Begin(large, many, (point, seed, _) => Task.Run(() => Studies.Score(point, seed)), busy, parallel: 8);
        string end = Studies.Ending(hurried);
        probe.Observe("400 runs, 8 at a time", end);
        probe.Observe("400 runs, 8 at a time: all there", end == "a report" && hurried.Result.Results.All(x => x.Value == Studies.Score(x.Point.Id, x.Seed)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("A connection is no more than one thread's at a time: lock around each statement, not around the runs.");
}

public sealed class RefusesBadStudies() : Check("M12.E5.bad-arguments", "refuses studies without seeds, with one twice, without a fingerprint, and less than one run at a time")
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection store = Studies.Open();
        int runs = 0;
        Task<double> CountAsync(string point, ulong seed, CancellationToken stop)
        {
            runs++;
            return Studies.ScoreAsync(point, seed, stop);
        }

        void Try(string name, ulong[]? seeds, AblationGrid? grid = null, string fingerprint = "v", int parallel = 1) => probe.ObserveThrows<ArgumentException>(name, () =>
            Studies.Begin(grid ?? Studies.Small, seeds!, CountAsync, store, fingerprint, parallel).GetAwaiter().GetResult());
        Try("no seeds", []);
        Try("a seed twice", [1, 2, 1]);
        Try("no list of seeds", null);
        Try("a bad grid", [1], new AblationGrid([]));
        Try("an empty fingerprint", [1], fingerprint: "");
        Try("no run at a time", [1], parallel: 0);
        Try("less than none at a time", [1], parallel: -1);
        probe.Observe("runs before the refusal", runs);
        probe.ObserveThrows<ArgumentException>("no grid", () => Studies.Begin(null!, [1], Studies.ScoreAsync, store).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no store", () => Studies.Begin(Studies.Small, [1], Studies.ScoreAsync, null!).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("nothing to run", () => Ablation.RunAsync(Studies.Small, [1], null!, store).GetAwaiter().GetResult());
        probe.ObserveAccepts("one seed", () => Studies.Begin(Studies.Small, [1], Studies.ScoreAsync, store).GetAwaiter().GetResult());
    }
}
