using System.Globalization;

namespace LLMCourse.Checks.M12;

public sealed class FindsDrift()
    : Check("M12.E7.drift", "finds the steps that differ by themselves, and not those that only pass it on", points: 2)
{
    public override void Probe(Probe probe)
    {
        int calls = 0;
        ProjectStep Drifting(string name, string inputs, string output) =>
            Projects.Step(name, inputs, output) with
            {
                Run = (_, _, _) => Projects.Made(("more", "the same"), (output, $"{++calls}")),
                Outputs = ["more", output]
            };
        ProjectStep[] right =
            [Projects.Count("d"), Projects.Step("c", "b", "d"), Projects.Step("b", "a text", "b"), Projects.Step("a", "", "a")];
        void Observe(string name, params ProjectStep[] steps)
        {
            probe.Observe(name, string.Join(", ",
                Reproduction.DriftAsync(new ProjectSteps(steps, "metrics") { Data = Projects.Data(("text", "abc")) }, 5).GetAwaiter()
                    .GetResult()));
        }

        Observe("none", right);
        Observe("the first", right[0], right[1], right[2], Drifting("a", "", "a"));
        Observe("one in the middle", right[0], right[1], Drifting("b", "a text", "b"), right[3]);
        Observe("two", right[0], Drifting("c", "b", "d"), right[2],
            Drifting("a", "", "a") with { Outputs = ["a"], Run = (_, _, _) => Projects.Made(("a", new string('x', ++calls))) });
        Observe("the same length", right[0], right[1], right[2],
            right[3] with { Run = (_, _, _) => Projects.Made(("a", calls++ % 2 == 0 ? "ab" : "ba")) });
        Observe("another metric", right[1], right[2], right[3],
            Projects.Count("d") with { Run = (_, _, _) => Projects.Made(("metrics", $"no JSON {++calls}")) });

        // Each step runs twice, the second time with what it had.
        List<string> log = [];
        _ = Reproduction.DriftAsync(
            new ProjectSteps([Projects.Count("w"), Projects.Step("two", "v text", "w", log), Projects.Step("one", "", "v", log)],
                "metrics")
            { Data = Projects.Data(("text", "abc")) }, 9).GetAwaiter().GetResult();
        probe.Observe("what ran", string.Join('\n', log));
        byte[] text = [1, 2];
        ProjectStep spoiling = new("spoil", ["text"], ["metrics"], (inputs, _, _) =>
        {
            byte[] copy = [.. inputs["text"]];
            inputs["text"][0]++;
            return Task.FromResult<IReadOnlyDictionary<string, byte[]>>(new Dictionary<string, byte[]> { ["metrics"] = copy });
        });
        probe.Observe("a step that writes into its inputs",
            string.Join(", ", Reproduction.DriftAsync(
                new ProjectSteps([spoiling], "metrics") { Data = new Dictionary<string, byte[]> { ["text"] = text } },
                1).GetAwaiter().GetResult()));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Run each step again with the inputs that it had the first time.");
}

public sealed class ComparesMetrics()
    : Check("M12.E7.compare", "finds every metric that is out of its band, missing or new, in order", points: 2)
{
    public override void Probe(Probe probe)
    {
        Dictionary<string, double> M(params (string Key, double Value)[] metrics) => metrics.ToDictionary(x => x.Key, x => x.Value);
        void Observe(string name, Dictionary<string, double> committed, Dictionary<string, double> now, params MetricBand[] bands)
        {
            MetricDifference[] found = [.. Reproduction.Compare(committed, now, bands)];
            probe.Observe($"{name}: keys", string.Join(' ', found.Select(x => x.Key)));
            probe.Observe(name, found.SelectMany(x => new[] { x.Committed ?? -1000, x.Now ?? -1000, x.Allowed ?? -1000 }));
        }

        Observe("the same", M(("a", 0.1), ("b", 2)), M(("b", 2), ("a", 0.1)));
        Observe("nothing", M(), M());
        Observe("the last bit", M(("a", 0.3), ("b", 1)), M(("a", 0.1 + 0.2), ("b", Math.BitIncrement(1.0))));
        Observe("missing and new, in ordinal order", M(("b", 1), ("B", 1), ("same", 1), ("z", 1)),
            M(("a", 2), ("same", 1), ("C", 2), ("c", 2)), new MetricBand("*", 5));
        Observe("missing and new zeros", M(("gone", 0.0), ("same", 0.0)), M(("new", 0.0), ("same", 0.0)));
        Observe("zeros", M(("a", 0.0), ("b", 0.0)), M(("a", -0.0), ("b", -0.0)), new MetricBand("b", 0));
        Observe("no numbers", M(("a", double.NaN), ("b", double.NaN), ("c", 1), ("d", double.PositiveInfinity),
            ("e", double.PositiveInfinity), ("f", 1), ("g", double.NegativeInfinity)),
            M(("a", double.NaN), ("b", 1), ("c", double.NaN), ("d", double.PositiveInfinity), ("e", double.NegativeInfinity),
                ("f", double.PositiveInfinity), ("g", 3)));
        Observe("no numbers, in bands",
            M(("a", double.NaN), ("b", double.NaN), ("c", 1), ("d", double.PositiveInfinity), ("e", double.PositiveInfinity), ("f", 1),
                ("g", double.NegativeInfinity)),
                M(("a", double.NaN), ("b", 1), ("c", double.NaN), ("d", double.PositiveInfinity), ("e", double.NegativeInfinity),
                    ("f", double.PositiveInfinity), ("g", 3)), new MetricBand("*", 1e300, 1));
        Observe("other bits of NaN", M(("a", double.NaN), ("b", double.NaN)),
            M(("a", BitConverter.Int64BitsToDouble(0x7FF8000000000001)), ("b", BitConverter.Int64BitsToDouble(0x7FF8000000000001))),
            new MetricBand("b", 1));
        Observe("on the edge", M(("a", 1), ("b", 1), ("c", -4), ("d", -4)), M(("a", 1.25), ("b", 1.2500001), ("c", -5), ("d", -2.9)),
            new MetricBand("a", 0.25), new MetricBand("b", 0.25), new MetricBand("c", 0, 0.25), new MetricBand("d", 0.0, 0.25));
        Observe("both parts", M(("a", 8), ("b", 8)), M(("a", 9.5), ("b", 6.4)), new MetricBand("a", 0.5, 0.125),
            new MetricBand("b", 0.5, 0.125));
        Observe("relative to the committed one", M(("a", 10), ("b", 12)), M(("a", 12), ("b", 10)), new MetricBand("*", 0, 0.18));
        Observe("which band", M(("loss", 1), ("loss/a", 1), ("loss/ab", 1), ("loss/abc", 1), ("Loss/a", 1), ("acc", 1)),
            M(("loss", 2), ("loss/a", 2), ("loss/ab", 2), ("loss/abc", 2), ("Loss/a", 2), ("acc", 2)), new MetricBand("*", 0.1),
            new MetricBand("loss/ab*", 0.3), new MetricBand("loss/*", 0.2), new MetricBand("loss/ab", 0.4), new MetricBand("loss", 0.5));
        Observe("a star is no key", M(("a", 1), ("ab", 1)), M(("a", 2), ("ab", 2)), new MetricBand("a", 9), new MetricBand("b*", 9));
        Observe("the exact band is narrower", M(("ab", 1)), M(("ab", 1.5)), new MetricBand("ab*", 9), new MetricBand("ab", 0.25));

        CheckRandom random = probe.Random;
        Dictionary<string, double> before = [], after = [];
        for (int i = 0; i < 60; i++)
        {
            string key = $"{(i % 3 == 0 ? "x/" : "y/")}{i}";
            before[key] = random.NextNormal() * 10;
            after[key] = before[key] + (random.NextNormal() * 0.1);
        }

        MetricDifference[] drawn = [.. Reproduction.Compare(before, after, [new MetricBand("x/*", 0.05), new MetricBand("y/*", 0, 0.01)])];
        probe.Observe("drawn", string.Join(' ', drawn.Select(x => x.Key)));
        foreach ((string name, MetricBand band) in new[] { ("a negative band", new MetricBand("a", -1)),
            ("a negative part", new MetricBand("a", 0, -0.1)), ("NaN", new MetricBand("a", double.NaN)),
            ("infinite", new MetricBand("a", 0, double.PositiveInfinity)), ("NaN, relative", new MetricBand("a", 0, double.NaN)),
            ("infinite, absolute", new MetricBand("a", double.PositiveInfinity)) })
            probe.ObserveThrows<ArgumentException>(name, () => Reproduction.Compare(before, after, [band]));
        probe.ObserveThrows<ArgumentException>("a band twice",
            () => Reproduction.Compare(before, after, [new MetricBand("a", 0), new MetricBand("b", 0), new MetricBand("a", 1)]));
        probe.ObserveThrows<ArgumentException>("nothing committed", () => Reproduction.Compare(null!, after, []));
        probe.ObserveThrows<ArgumentException>("nothing now", () => Reproduction.Compare(before, null!, []));
        probe.ObserveThrows<ArgumentException>("no bands", () => Reproduction.Compare(before, after, null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        List<string> wanted = [];
        for (int i = 0; i < 60; i++)
        {
            double before = random.NextNormal() * 10, step = random.NextNormal() * 0.1;
            if (Math.Abs(before + step - before) > (i % 3 == 0 ? 0.05 : 0.01 * Math.Abs(before)))
                wanted.Add($"{(i % 3 == 0 ? "x/" : "y/")}{i}");
        }

        wanted.Sort(StringComparer.Ordinal);
        return evidence.Text("drawn") == string.Join(' ', wanted)
            ? evidence.EqualsExpected(Tolerance.Double)
            : Verdict.Fail("Of sixty metrics others are found than those out of their bands.",
                hint: "|now − committed| ≤ Absolute + Relative·|committed|; the differences are in ordinal order of the keys.");
    }
}

public sealed class DescribesDifferences() : Check("M12.E7.describe", "says in a line what a difference is, in any culture")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign) = (",", "−");
            CultureInfo.CurrentCulture = comma;
            (double? Committed, double? Now, double? Allowed)[] cases = [(0.75, 0.5, 0.01), (0.75, 0.5, null), (0.1 + 0.2, null, null),
                (null, -1e-7, null), (double.NaN, -0.0, 0.0), (double.NegativeInfinity, 1e22, 1.5)];
            foreach ((int i, (double? committed, double? now, double? allowed)) in cases.Index()) probe.Observe($"case {i}",
                Reproduction.Describe(new MetricDifference("loss/last", committed, now, allowed)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        probe.ObserveThrows<ArgumentException>("null", () => Reproduction.Describe(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class ReproducesTheProject() : Check("M12.E7.my-project", "gives your project's committed metrics again", points: 2)
{
    public override void Probe(Probe probe)
    {
        ProjectSteps steps = MyProject.Steps;
        HashSet<string> made = [.. steps.Steps.SelectMany(step => step.Outputs)];
        probe.Observe("at least three steps", steps.Steps.Count >= 3);
        probe.Observe("each but the first reads what another makes",
            Reproduction.OrderOf(steps).Skip(1).All(step => step.Inputs.Any(made.Contains)));
        string text = MyMetrics.Committed;
        IReadOnlyDictionary<string, double> committed = MetricsJson.Parse(text);
        probe.Observe("the committed metrics are as Write writes them", MetricsJson.Write(committed) == text);
        probe.Observe("at least three metrics", committed.Count >= 3);
        probe.Observe("all finite", committed.Values.All(double.IsFinite));
        probe.Observe("narrow bands", MyMetrics.Bands.All(band => band.Absolute <= 0.01 && band.Relative <= 0.01));
        ReproductionRun run = Reproduction.RunAsync(steps, MyProject.Seed).GetAwaiter().GetResult();
        probe.Observe("differences",
            string.Join('\n', Reproduction.Compare(committed, run.Metrics, MyMetrics.Bands).Select(Reproduction.Describe)));
        probe.Observe("drift", string.Join(", ", Reproduction.DriftAsync(MyProject.Steps, MyProject.Seed).GetAwaiter().GetResult()));
        probe.Observe("another seed changes something",
            MetricsJson.Write(Reproduction.RunAsync(steps, MyProject.Seed + 1).GetAwaiter().GetResult().Metrics) != text);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("The public test prints what your project gives now.");
}
