using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Checks.M12;

public sealed class WritesMetrics() : VisibleCheck("M12.E7.write", "writes the same metrics as the same bytes, in any culture")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign, comma.NumberFormat.NaNSymbol) = (",", "−", "keine Zahl");
            CultureInfo.CurrentCulture = comma;
            probe.Observe("numbers", MetricsJson.Write(new Dictionary<string, double>
            {
                ["b"] = 0.1 + 0.2,
                ["a"] = -1.5,
                ["B"] = 1e22,
                ["a/b"] = 1e-7,
                ["a-b"] = -0.0,
                ["a.b"] = double.NaN,
                ["a_b"] = double.PositiveInfinity,
                ["Z9"] = double.NegativeInfinity,
                ["0"] = 100,
                ["ab"] = double.Epsilon,
                ["long"] = double.MaxValue,
            }));
            probe.Observe("none", MetricsJson.Write(new Dictionary<string, double>()));
            probe.Observe("one", MetricsJson.Write(new Dictionary<string, double> { ["loss"] = 1 / 3.0 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        foreach (string key in new[] { "", " ", "a b", "a\"b", "ä", "a\n", "a:b", "²" }) probe.ObserveThrows<ArgumentException>($"the key '{key.ReplaceLineEndings("⏎")}'", () => MetricsJson.Write(new Dictionary<string, double> { ["good"] = 1, [key] = 1 }));
        probe.ObserveThrows<ArgumentException>("null", () => MetricsJson.Write(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Ordinal order, \"R\" with the invariant culture, a line feed at the end.");
}

public sealed class ParsesMetrics() : Check("M12.E7.parse", "reads back every number to the bit, and refuses what is no metric", points: 2)
{
    public override void Probe(Probe probe)
    {
        Dictionary<string, double> drawn = Enumerable.Range(0, 200).ToDictionary(i => $"k{i}", _ => BitConverter.UInt64BitsToDouble(((ulong)probe.Random.NextInteger(0, 1L << 62) << 2) ^ (ulong)probe.Random.NextInteger(0, 4)));
        drawn["nan"] = double.NaN;
        drawn["minus-zero"] = -0.0;
        IReadOnlyDictionary<string, double> read = MetricsJson.Parse(MetricsJson.Write(drawn));
        probe.Observe("every bit comes back", read.Count == drawn.Count && drawn.All(x => read.TryGetValue(x.Key, out double y) && (BitConverter.DoubleToInt64Bits(x.Value) == BitConverter.DoubleToInt64Bits(y) || (double.IsNaN(x.Value) && double.IsNaN(y)))));
        foreach (string text in new[] { "{}", " {\r\n\t\"b\" : 1 , \"a\":-2.50e+1 } ", "{\"x\":\"NaN\",\"y\":\"Infinity\",\"z\":\"-Infinity\"}", "{\"a\":1,\"A\":2}" })
            probe.Observe($"of {text.ReplaceLineEndings("⏎")}", string.Join(' ', MetricsJson.Parse(text).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.Key}={x.Value}"))));
        string[] bad =
        [
            "", " ", "null", "1", "[]", "[{\"acc\":1}]", "{", "{\"acc\":1", "{\"acc\":1,}", "{\"acc\":1}x", "{\"acc\":1}{}", "{acc:1}", "{/* no */\"acc\":1}", "{\"acc\":01}", "{\"acc\":NaN}", "{\"acc\":1,\"acc\":1}", "{\"acc\":1,\"b\":2,\"\\u0061cc\":2}", "{\"acc\":\"1\"}",
            "{\"acc\":\"nan\"}", "{\"acc\":\"\"}", "{\"acc\":null}", "{\"acc\":true}", "{\"acc\":[1]}", "{\"acc\":{}}", "{\"acc\":1e999}", "{\"acc\":-1e999}", "{\"\":1}", "{\"a b\":1}", "{\"ä\":1}", "{\"acc\":\"\\ud800\"}", "{\"\\ud800\":1}",
        ];
        foreach (string text in bad) probe.Observe($"refused: {text}", Projects.Ending(() => MetricsJson.Parse(text), "acc"));
        probe.ObserveThrows<ArgumentException>("null", () => MetricsJson.Parse(null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        // Whether a message about the text as a whole names a key is the submission's own affair.
        string[] about = ["{\"acc\":1,\"acc\":1}", "{\"acc\":\"1\"}", "{\"acc\":\"nan\"}", "{\"acc\":null}", "{\"acc\":true}", "{\"acc\":[1]}", "{\"acc\":{}}", "{\"acc\":1e999}"];
        foreach (Observation expected in evidence.Expected)
        {
            if (expected is not TextObservation || !expected.Name.StartsWith("refused: ", StringComparison.Ordinal))
            {
                if (evidence.EqualsExpected(expected.Name, Tolerance.Exact) is { Passed: false } verdict) return verdict;
                continue;
            }

            string got = evidence.Text(expected.Name) ?? "";
            bool must = about.Contains(expected.Name[9..]);
            if (got == "well") return Verdict.Fail("Something is taken for metrics that is none.", $"Parse accepts {expected.Name[9..]}", "One object, each key once, each value a number or one of three strings.");
            if (!got.StartsWith("FormatException", StringComparison.Ordinal)) return Verdict.Fail("A text that is no metrics ends in another exception than FormatException.", $"{expected.Name[9..]} ends in {got}");
            if (must && !got.Contains("about acc", StringComparison.Ordinal)) return Verdict.Fail("The message about a bad metric does not name it.", expected.Name[9..]);
        }

        return Verdict.Pass;
    }
}

public sealed class SeedsOfSteps() : Check("M12.E7.seed", "gives each step a seed that depends on its name and the project's seed alone")
{
    private static readonly (ulong Seed, string Name)[] Cases = [(0, ""), (7, "train"), (7, "train "), (71, "rain"), (ulong.MaxValue, "Zoë 日本"), (1, "2/3"), (12, "/3")];

    public override void Probe(Probe probe)
    {
        foreach ((ulong seed, string name) in Cases) probe.Observe($"{seed} and '{name}'", $"{Reproduction.SeedOf(seed, name):x16}");
        probe.ObserveThrows<ArgumentException>("null", () => Reproduction.SeedOf(1, null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((ulong seed, string name) in Cases)
        {
            if (evidence.Text($"{seed} and '{name}'") != $"{BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed.ToString(CultureInfo.InvariantCulture)}/{name}"))):x16}")
                return Verdict.Fail("A step's seed is another one.", hint: "SHA-256 of \"seed/name\" in UTF-8; the first byte is the most significant.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class OrdersSteps() : Check("M12.E7.order", "runs each step when all it needs is there, and else keeps the order of the list", points: 2)
{
    private const int Graphs = 6;

    public override void Probe(Probe probe)
    {
        (string Name, ProjectStep[] Steps)[] projects =
        [
            ("one", [Projects.Count("text")]),
            ("backwards", [Projects.Count("b"), Projects.Step("second", "a", "b"), Projects.Step("first", "text", "a")]),
            ("free ones keep their order", [Projects.Step("z", "", "1"), Projects.Step("y", "", "2"), Projects.Count("1 2"), Projects.Step("x", "", "3")]),
            ("the first of the list that can", [Projects.Step("late", "m", "l"), Projects.Step("any", "text", "n"), Projects.Step("early", "", "m"), Projects.Count("l n")]),
            ("an input twice", [Projects.Count("a a text"), Projects.Step("s", "text text", "a")]),
            ("names in capitals are others", [Projects.Count("a A"), Projects.Step("s", "A", "a"), Projects.Step("S", "", "A")]),
            ("no steps' output is used", [Projects.Step("alone", "", ""), Projects.Count("")]),
        ];
        foreach ((string name, ProjectStep[] steps) in projects) probe.Observe(name, Order(steps));
        for (int graph = 0; graph < Graphs; graph++)
        {
            (string Name, string Inputs)[] drawn = Graph(CheckRandom.For($"{Id} {graph}"));
            probe.Observe($"drawn {graph}", Order([.. drawn.Select(step => Projects.Step(step.Name, step.Inputs, $"of-{step.Name}")), Projects.Count("text")]));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int graph = 0; graph < Graphs; graph++)
        {
            List<(string Name, string Inputs)> left = [.. Graph(CheckRandom.For($"{Id} {graph}")), ("count", "")];
            foreach (string name in Projects.Split(evidence.Text($"drawn {graph}") ?? ""))
            {
                int at = left.FindIndex(step => step.Name == name);
                if (at < 0) return Verdict.Fail("A step comes twice, or is none of the project's.");
                bool Ready((string Name, string Inputs) step) => Projects.Split(step.Inputs).All(input => left.All(other => $"of-{other.Name}" != input));
                if (!Ready(left[at])) return Verdict.Fail("A step comes before another that makes its inputs.");
                if (left.FindIndex(Ready) != at) return Verdict.Fail("Of the steps that can run, another than the first of the list comes next.", hint: "After each step look through the list from its beginning.");
                left.RemoveAt(at);
            }

            if (left.Count > 0) return Verdict.Fail("A step is missing.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }

    private static string Order(ProjectStep[] steps) => string.Join(' ', Reproduction.OrderOf(new ProjectSteps(steps, "metrics") { Data = Projects.Data(("text", "abc")) }).Select(step => step.Name));

    // Each step reads up to three outputs of steps that come before it in some order; the list is in another.
    private static (string Name, string Inputs)[] Graph(CheckRandom random)
    {
        List<(string Name, string Inputs)> steps = [];
        for (int i = 0; i < 12; i++)
            steps.Add(($"s{i}", string.Join(' ', Enumerable.Range(0, i == 0 ? 0 : (int)random.NextInteger(0, 4)).Select(_ => $"of-s{random.NextInteger(0, i)}").Distinct())));
        return [.. steps.OrderBy(_ => random.NextDouble())];
    }
}

public sealed class RefusesBadSteps() : Check("M12.E7.bad-steps", "refuses projects that cannot run, and names what stands in the way")
{
    public override void Probe(Probe probe)
    {
        void Try(string name, string[] names, string metrics, params ProjectStep[] steps)
        {
            int run = 0;
            ProjectSteps project = new([.. steps.Select(step => step with { Run = (_, _, _) => throw new InvalidOperationException($"{++run}") })], metrics) { Data = Projects.Data(("text", "abc")) };
            probe.Observe($"{name}: order", Projects.Ending(() => Reproduction.OrderOf(project), names));
            probe.Observe($"{name}: run", Projects.Ending(() => Reproduction.RunAsync(project, 1).GetAwaiter().GetResult(), names));
            probe.Observe($"{name}: drift", Projects.Ending(() => Reproduction.DriftAsync(project, 1).GetAwaiter().GetResult(), names));
            probe.Observe($"{name}: steps that ran", run);
        }

        ProjectStep count = Projects.Count("text");
        Try("a name twice", ["again"], "metrics", count, Projects.Step("again", "", "x"), Projects.Step("again", "", "y"));
        Try("an empty name", [], "metrics", count, Projects.Step("", "", "x"));
        Try("an output twice", ["rows"], "metrics", count, Projects.Step("other", "", "rows"), Projects.Step("another", "", "rows"));
        Try("an output twice in one step", ["rows"], "metrics", count, Projects.Step("s", "", "rows rows"));
        Try("an output that the data has", ["text"], "metrics", count, Projects.Step("s", "", "text"));
        Try("an input that nothing makes", ["rows", "s"], "metrics", count, Projects.Step("s", "text rows", "x"));
        Try("an input in capitals", ["Text"], "metrics", Projects.Count("Text"));
        Try("no metrics", ["numbers"], "numbers", count);
        // No name here is a word of anybody's sentence.
        Try("a step that needs itself", ["s1", "c9"], "metrics", Projects.Count("text", "c9"), Projects.Step("s1", "x", "x"));
        Try("a circle of two", ["s1", "s2", "c9"], "metrics", Projects.Count("a", "c9"), Projects.Step("s1", "b", "a"), Projects.Step("s2", "a", "b"));
        Try("a circle of three, with one that leads to it and one that it leads to", ["s0", "s1", "s2", "s3", "s4", "s5", "c9"], "metrics", Projects.Count("text x", "c9"), Projects.Step("s0", "2 free", "x"), Projects.Step("s5", "", "free"), Projects.Step("s1", "text 3", "1"), Projects.Step("s2", "1", "2 4"), Projects.Step("s3", "2", "3"), Projects.Step("s4", "text", "5"));
        probe.ObserveThrows<ArgumentException>("order of null", () => Reproduction.OrderOf(null!));
        probe.ObserveThrows<ArgumentException>("run of null", () => Reproduction.RunAsync(null!, 1).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("drift of null", () => Reproduction.DriftAsync(null!, 1).GetAwaiter().GetResult());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The message names the step or the output; of a circle the steps on it, and no other.");
}

public sealed class RunsProjects() : Check("M12.E7.run", "runs each step once with its inputs and its seed, and writes down what the metrics were made of", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<string> log = [];
        ProjectSteps steps = new(
            [Projects.Step("train", "rows seeds", "weights curve", log), Projects.Count("weights text"), Projects.Step("clean", "text", "rows", log), Projects.Step("Zoë", "", "seeds", log), Projects.Step("unused", "text more text", "", log)], "metrics")
        {
            Data = Projects.Data(("text", "naïve 日本"), ("more", "")),
            Environment = new Dictionary<string, string> { ["os"] = "\"linux\" <ü>", ["dotnet"] = "10.0", ["TorchSharp"] = "0.105" },
        };
        foreach (ulong seed in new ulong[] { 7, ulong.MaxValue })
        {
            log.Clear();
            ReproductionRun run = Reproduction.RunAsync(steps, seed).GetAwaiter().GetResult();
            probe.Observe($"{seed}: steps", string.Join('\n', log));
            probe.Observe($"{seed}: metrics", MetricsJson.Write(run.Metrics));
            probe.Observe($"{seed}: manifest", run.Manifest);
            ReproductionRun again = Reproduction.RunAsync(steps, seed).GetAwaiter().GetResult();
            probe.Observe($"{seed}: the same again", again.Manifest == run.Manifest && MetricsJson.Write(again.Metrics) == MetricsJson.Write(run.Metrics));
        }

        ReproductionRun plain = Reproduction.RunAsync(new ProjectSteps([Projects.Count("")], "metrics"), 0).GetAwaiter().GetResult();
        probe.Observe("nothing from outside: manifest", plain.Manifest);
        probe.Observe("metrics from outside", MetricsJson.Write(Reproduction.RunAsync(new ProjectSteps([], "m") { Data = Projects.Data(("m", "{\"a\": 1}")) }, 0).GetAwaiter().GetResult().Metrics));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class KeepsStepsApart() : Check("M12.E7.copies", "keeps what a step writes into its inputs, or later into its outputs, from all others")
{
    public override void Probe(Probe probe)
    {
        byte[] text = [1, 2, 3];
        byte[] kept = [9, 9];
        List<string> seen = [];
        string Of(IReadOnlyDictionary<string, byte[]> inputs) => string.Join(", ", inputs.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {Convert.ToHexString(x.Value)}"));
        ProjectSteps steps = new(
            [
                new("spoil", ["text"], ["kept"], (inputs, _, _) =>
                {
                    seen.Add(Of(inputs));
                    inputs["text"][0] = 77;
                    return Task.FromResult<IReadOnlyDictionary<string, byte[]>>(new Dictionary<string, byte[]> { ["kept"] = kept });
                }),
                new("look", ["text", "kept"], ["x"], (inputs, _, _) =>
                {
                    seen.Add(Of(inputs));
                    kept[0] = 55;
                    inputs["kept"][1] = 44;
                    return Projects.Made(("x", ""));
                }),
                new("look again", ["text", "kept", "x"], ["metrics"], (inputs, _, _) =>
                {
                    seen.Add(Of(inputs));
                    return Projects.Made(("metrics", "{}"));
                }),
            ],
            "metrics")
        { Data = new Dictionary<string, byte[]> { ["text"] = text, ["hidden"] = [5] } };
        ReproductionRun run = Reproduction.RunAsync(steps, 3).GetAwaiter().GetResult();
        probe.Observe("what the steps saw", string.Join('\n', seen));
        probe.Observe("the data stays", Convert.ToHexString(text));
        probe.Observe("manifest", run.Manifest);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Give each step copies of its inputs, and keep copies of its outputs.");
}

public sealed class FailingSteps() : Check("M12.E7.step-faults", "stops at a step that throws or does not give what it declares, and names it")
{
    public override void Probe(Probe probe)
    {
        int later = 0;
        string Run(ProjectStep bad, string[] names, CancellationToken stop = default, string metrics = "{}")
        {
            later = 0;
            ProjectSteps steps = new(
                [bad, new("after", ["x"], ["metrics"], (_, _, _) =>
                {
                    later++;
                    return Projects.Made(("metrics", metrics));
                })], "metrics");
            return Projects.Ending(() => Reproduction.RunAsync(steps, 1, stop).GetAwaiter().GetResult(), names);
        }

        ProjectStep good = Projects.Step("bad", "", "x y");
        (string Name, ProjectStep Step)[] cases =
        [
            ("it throws", good with { Run = (_, _, _) => throw new TimeoutException("too slow") }),
            ("its task throws", good with { Run = (_, _, _) => Task.FromException<IReadOnlyDictionary<string, byte[]>>(new FormatException("?")) }),
            ("it throws a cancellation of its own", good with { Run = (_, _, _) => throw new OperationCanceledException() }),
            ("it gives nothing", good with { Run = (_, _, _) => Projects.Made() }),
            ("it gives too little", good with { Run = (_, _, _) => Projects.Made(("x", "")) }),
            ("it gives too much", good with { Run = (_, _, _) => Projects.Made(("x", ""), ("y", ""), ("z", "")) }),
            ("it gives something else", good with { Run = (_, _, _) => Projects.Made(("x", ""), ("z", "")) }),
            ("all is well", good),
        ];
        foreach ((string name, ProjectStep step) in cases)
        {
            probe.Observe(name, Run(step, ["bad", "after", "x", "y", "z"]));
            probe.Observe($"{name}: steps after it", later);
        }

        foreach (string metrics in new[] { "", "{\"a\": \"b\"}", "[]" }) probe.Observe($"the metrics are '{metrics}'", Run(good, [], metrics: metrics));
        probe.Observe("cancelled before it begins", Run(good with { Run = (_, _, _) => throw new TimeoutException("ran") }, [], new CancellationToken(true)));
        foreach (bool throws in new[] { false, true })
        {
            using CancellationTokenSource stop = new();
            bool same = false;
            probe.Observe($"cancelled in a step{(throws ? " that then throws" : "")}", Run(good with
            {
                Run = (_, _, token) =>
                {
                    same = token == stop.Token;
                    stop.Cancel();
                    return throws ? throw new TimeoutException("gone") : Projects.Made(("x", ""), ("y", ""));
                },
            }, [], stop.Token));
            probe.Observe($"cancelled in a step{(throws ? " that then throws" : "")}: steps after it", later);
            probe.Observe($"the step has the token{(throws ? ", too" : "")}", same);
            using CancellationTokenSource second = new();
            int calls = 0;
            ProjectSteps drifting = new([good with { Outputs = ["x"], Run = (_, _, _) => ++calls == 2 ? Task.FromException<IReadOnlyDictionary<string, byte[]>>(Cancelled(second)) : Projects.Made(("x", "")) }, Projects.Count("x")], "metrics");
            probe.Observe($"cancelled while looking for drift{(throws ? ", again" : "")}", Projects.Ending(() => Reproduction.DriftAsync(drifting, 1, second.Token).GetAwaiter().GetResult()));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);

    private static TimeoutException Cancelled(CancellationTokenSource stop)
    {
        stop.Cancel();
        return new TimeoutException("gone");
    }
}

public sealed class FindsDrift() : Check("M12.E7.drift", "finds the steps that differ by themselves, and not those that only pass it on", points: 2)
{
    public override void Probe(Probe probe)
    {
        int calls = 0;
        ProjectStep Drifting(string name, string inputs, string output) => Projects.Step(name, inputs, output) with { Run = (_, _, _) => Projects.Made(("more", "the same"), (output, $"{++calls}")), Outputs = ["more", output] };
        ProjectStep[] right = [Projects.Count("d"), Projects.Step("c", "b", "d"), Projects.Step("b", "a text", "b"), Projects.Step("a", "", "a")];
        void Observe(string name, params ProjectStep[] steps)
        {
            probe.Observe(name, string.Join(", ", Reproduction.DriftAsync(new ProjectSteps(steps, "metrics") { Data = Projects.Data(("text", "abc")) }, 5).GetAwaiter().GetResult()));
        }

        Observe("none", right);
        Observe("the first", right[0], right[1], right[2], Drifting("a", "", "a"));
        Observe("one in the middle", right[0], right[1], Drifting("b", "a text", "b"), right[3]);
        Observe("two", right[0], Drifting("c", "b", "d"), right[2], Drifting("a", "", "a") with { Outputs = ["a"], Run = (_, _, _) => Projects.Made(("a", new string('x', ++calls))) });
        Observe("the same length", right[0], right[1], right[2], right[3] with { Run = (_, _, _) => Projects.Made(("a", calls++ % 2 == 0 ? "ab" : "ba")) });
        Observe("another metric", right[1], right[2], right[3], Projects.Count("d") with { Run = (_, _, _) => Projects.Made(("metrics", $"no JSON {++calls}")) });

        // Each step runs twice, the second time with what it had.
        List<string> log = [];
        _ = Reproduction.DriftAsync(new ProjectSteps([Projects.Count("w"), Projects.Step("two", "v text", "w", log), Projects.Step("one", "", "v", log)], "metrics") { Data = Projects.Data(("text", "abc")) }, 9).GetAwaiter().GetResult();
        probe.Observe("what ran", string.Join('\n', log));
        byte[] text = [1, 2];
        ProjectStep spoiling = new("spoil", ["text"], ["metrics"], (inputs, _, _) =>
        {
            byte[] copy = [.. inputs["text"]];
            inputs["text"][0]++;
            return Task.FromResult<IReadOnlyDictionary<string, byte[]>>(new Dictionary<string, byte[]> { ["metrics"] = copy });
        });
        probe.Observe("a step that writes into its inputs", string.Join(", ", Reproduction.DriftAsync(new ProjectSteps([spoiling], "metrics") { Data = new Dictionary<string, byte[]> { ["text"] = text } }, 1).GetAwaiter().GetResult()));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Run each step again with the inputs that it had the first time.");
}

public sealed class ComparesMetrics() : Check("M12.E7.compare", "finds every metric that is out of its band, missing or new, in order", points: 2)
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
        Observe("missing and new, in ordinal order", M(("b", 1), ("B", 1), ("same", 1), ("z", 1)), M(("a", 2), ("same", 1), ("C", 2), ("c", 2)), new MetricBand("*", 5));
        Observe("missing and new zeros", M(("gone", 0.0), ("same", 0.0)), M(("new", 0.0), ("same", 0.0)));
        Observe("zeros", M(("a", 0.0), ("b", 0.0)), M(("a", -0.0), ("b", -0.0)), new MetricBand("b", 0));
        Observe("no numbers", M(("a", double.NaN), ("b", double.NaN), ("c", 1), ("d", double.PositiveInfinity), ("e", double.PositiveInfinity), ("f", 1), ("g", double.NegativeInfinity)), M(("a", double.NaN), ("b", 1), ("c", double.NaN), ("d", double.PositiveInfinity), ("e", double.NegativeInfinity), ("f", double.PositiveInfinity), ("g", 3)));
        Observe("no numbers, in bands", M(("a", double.NaN), ("b", double.NaN), ("c", 1), ("d", double.PositiveInfinity), ("e", double.PositiveInfinity), ("f", 1), ("g", double.NegativeInfinity)), M(("a", double.NaN), ("b", 1), ("c", double.NaN), ("d", double.PositiveInfinity), ("e", double.NegativeInfinity), ("f", double.PositiveInfinity), ("g", 3)), new MetricBand("*", 1e300, 1));
        Observe("other bits of NaN", M(("a", double.NaN), ("b", double.NaN)), M(("a", BitConverter.Int64BitsToDouble(0x7FF8000000000001)), ("b", BitConverter.Int64BitsToDouble(0x7FF8000000000001))), new MetricBand("b", 1));
        Observe("on the edge", M(("a", 1), ("b", 1), ("c", -4), ("d", -4)), M(("a", 1.25), ("b", 1.2500001), ("c", -5), ("d", -2.9)), new MetricBand("a", 0.25), new MetricBand("b", 0.25), new MetricBand("c", 0, 0.25), new MetricBand("d", 0.0, 0.25));
        Observe("both parts", M(("a", 8), ("b", 8)), M(("a", 9.5), ("b", 6.4)), new MetricBand("a", 0.5, 0.125), new MetricBand("b", 0.5, 0.125));
        Observe("relative to the committed one", M(("a", 10), ("b", 12)), M(("a", 12), ("b", 10)), new MetricBand("*", 0, 0.18));
        Observe("which band", M(("loss", 1), ("loss/a", 1), ("loss/ab", 1), ("loss/abc", 1), ("Loss/a", 1), ("acc", 1)), M(("loss", 2), ("loss/a", 2), ("loss/ab", 2), ("loss/abc", 2), ("Loss/a", 2), ("acc", 2)), new MetricBand("*", 0.1), new MetricBand("loss/ab*", 0.3), new MetricBand("loss/*", 0.2), new MetricBand("loss/ab", 0.4), new MetricBand("loss", 0.5));
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
        foreach ((string name, MetricBand band) in new[] { ("a negative band", new MetricBand("a", -1)), ("a negative part", new MetricBand("a", 0, -0.1)), ("NaN", new MetricBand("a", double.NaN)), ("infinite", new MetricBand("a", 0, double.PositiveInfinity)), ("NaN, relative", new MetricBand("a", 0, double.NaN)), ("infinite, absolute", new MetricBand("a", double.PositiveInfinity)) })
            probe.ObserveThrows<ArgumentException>(name, () => Reproduction.Compare(before, after, [band]));
        probe.ObserveThrows<ArgumentException>("a band twice", () => Reproduction.Compare(before, after, [new MetricBand("a", 0), new MetricBand("b", 0), new MetricBand("a", 1)]));
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
            if (Math.Abs(before + step - before) > (i % 3 == 0 ? 0.05 : 0.01 * Math.Abs(before))) wanted.Add($"{(i % 3 == 0 ? "x/" : "y/")}{i}");
        }

        wanted.Sort(StringComparer.Ordinal);
        return evidence.Text("drawn") == string.Join(' ', wanted)
            ? evidence.EqualsExpected(Tolerance.Double)
            : Verdict.Fail("Of sixty metrics others are found than those out of their bands.", hint: "|now − committed| ≤ Absolute + Relative·|committed|; the differences are in ordinal order of the keys.");
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
            (double? Committed, double? Now, double? Allowed)[] cases = [(0.75, 0.5, 0.01), (0.75, 0.5, null), (0.1 + 0.2, null, null), (null, -1e-7, null), (double.NaN, -0.0, 0.0), (double.NegativeInfinity, 1e22, 1.5)];
            foreach ((int i, (double? committed, double? now, double? allowed)) in cases.Index()) probe.Observe($"case {i}", Reproduction.Describe(new MetricDifference("loss/last", committed, now, allowed)));
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
        probe.Observe("each but the first reads what another makes", Reproduction.OrderOf(steps).Skip(1).All(step => step.Inputs.Any(made.Contains)));
        string text = MyMetrics.Committed;
        IReadOnlyDictionary<string, double> committed = MetricsJson.Parse(text);
        probe.Observe("the committed metrics are as Write writes them", MetricsJson.Write(committed) == text);
        probe.Observe("at least three metrics", committed.Count >= 3);
        probe.Observe("all finite", committed.Values.All(double.IsFinite));
        probe.Observe("narrow bands", MyMetrics.Bands.All(band => band.Absolute <= 0.01 && band.Relative <= 0.01));
        ReproductionRun run = Reproduction.RunAsync(steps, MyProject.Seed).GetAwaiter().GetResult();
        probe.Observe("differences", string.Join('\n', Reproduction.Compare(committed, run.Metrics, MyMetrics.Bands).Select(Reproduction.Describe)));
        probe.Observe("drift", string.Join(", ", Reproduction.DriftAsync(MyProject.Steps, MyProject.Seed).GetAwaiter().GetResult()));
        probe.Observe("another seed changes something", MetricsJson.Write(Reproduction.RunAsync(steps, MyProject.Seed + 1).GetAwaiter().GetResult().Metrics) != text);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The public test prints what your project gives now.");
}
