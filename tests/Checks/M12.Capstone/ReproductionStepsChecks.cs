using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Checks.M12;

public sealed class SeedsOfSteps() : Check("M12.E7.seed", "gives each step a seed that depends on its name and the project's seed alone")
{
    private static readonly (ulong Seed, string Name)[] Cases =
        [(0, ""), (7, "train"), (7, "train "), (71, "rain"), (ulong.MaxValue, "Zoë 日本"), (1, "2/3"), (12, "/3")];

    public override void Probe(Probe probe)
    {
        foreach ((ulong seed, string name) in Cases) probe.Observe($"{seed} and '{name}'", $"{Reproduction.SeedOf(seed, name):x16}");
        probe.ObserveThrows<ArgumentException>("null", () => Reproduction.SeedOf(1, null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((ulong seed, string name) in Cases)
        {
            if (evidence.Text($"{seed} and '{name}'")
                != $"{BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed.ToString(CultureInfo.InvariantCulture)}/{name}"))):x16}")
                return Verdict.Fail("A step's seed is another one.",
                    hint: "SHA-256 of \"seed/name\" in UTF-8; the first byte is the most significant.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class OrdersSteps()
    : Check("M12.E7.order", "runs each step when all it needs is there, and else keeps the order of the list", points: 2)
{
    private const int Graphs = 6;

    public override void Probe(Probe probe)
    {
        (string Name, ProjectStep[] Steps)[] projects =
        [
            ("one", [Projects.Count("text")]),
            ("backwards", [Projects.Count("b"), Projects.Step("second", "a", "b"), Projects.Step("first", "text", "a")]),
            ("free ones keep their order",
                [Projects.Step("z", "", "1"), Projects.Step("y", "", "2"), Projects.Count("1 2"), Projects.Step("x", "", "3")]),
            ("the first of the list that can",
                [Projects.Step("late", "m", "l"), Projects.Step("any", "text", "n"), Projects.Step("early", "", "m"),
                    Projects.Count("l n")]),
            ("an input twice", [Projects.Count("a a text"), Projects.Step("s", "text text", "a")]),
            ("names in capitals are others", [Projects.Count("a A"), Projects.Step("s", "A", "a"), Projects.Step("S", "", "A")]),
            ("no steps' output is used", [Projects.Step("alone", "", ""), Projects.Count("")]),
        ];
        foreach ((string name, ProjectStep[] steps) in projects) probe.Observe(name, Order(steps));
        for (int graph = 0; graph < Graphs; graph++)
        {
            (string Name, string Inputs)[] drawn = Graph(CheckRandom.For($"{Id} {graph}"));
            probe.Observe($"drawn {graph}",
                Order([.. drawn.Select(step => Projects.Step(step.Name, step.Inputs, $"of-{step.Name}")), Projects.Count("text")]));
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
                bool Ready((string Name, string Inputs) step) =>
                    Projects.Split(step.Inputs).All(input => left.All(other => $"of-{other.Name}" != input));
                if (!Ready(left[at])) return Verdict.Fail("A step comes before another that makes its inputs.");
                if (left.FindIndex(Ready) != at)
                    return Verdict.Fail("Of the steps that can run, another than the first of the list comes next.",
                        hint: "After each step look through the list from its beginning.");
                left.RemoveAt(at);
            }

            if (left.Count > 0) return Verdict.Fail("A step is missing.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }

    private static string Order(ProjectStep[] steps) =>
        string.Join(' ',
            Reproduction.OrderOf(new ProjectSteps(steps, "metrics") { Data = Projects.Data(("text", "abc")) }).Select(step => step.Name));

    // Each step reads up to three outputs of steps that come before it in some order; the list is in another.
    private static (string Name, string Inputs)[] Graph(CheckRandom random)
    {
        List<(string Name, string Inputs)> steps = [];
        for (int i = 0; i < 12; i++)
            steps.Add(($"s{i}", string.Join(' ', Enumerable.Range(0, i == 0 ? 0 : (int)random.NextInteger(0, 4))
                .Select(_ => $"of-s{random.NextInteger(0, i)}").Distinct())));
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
            ProjectSteps project = new(
                [.. steps.Select(step => step with { Run = (_, _, _) => throw new InvalidOperationException($"{++run}") })],
                metrics)
            { Data = Projects.Data(("text", "abc")) };
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
        Try("a circle of two", ["s1", "s2", "c9"], "metrics", Projects.Count("a", "c9"), Projects.Step("s1", "b", "a"),
            Projects.Step("s2", "a", "b"));
        Try("a circle of three, with one that leads to it and one that it leads to", ["s0", "s1", "s2", "s3", "s4", "s5", "c9"], "metrics",
            Projects.Count("text x", "c9"), Projects.Step("s0", "2 free", "x"), Projects.Step("s5", "", "free"),
            Projects.Step("s1", "text 3", "1"), Projects.Step("s2", "1", "2 4"), Projects.Step("s3", "2", "3"),
            Projects.Step("s4", "text", "5"));
        probe.ObserveThrows<ArgumentException>("order of null", () => Reproduction.OrderOf(null!));
        probe.ObserveThrows<ArgumentException>("run of null", () => Reproduction.RunAsync(null!, 1).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("drift of null", () => Reproduction.DriftAsync(null!, 1).GetAwaiter().GetResult());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The message names the step or the output; of a circle the steps on it, and no other.");
}

public sealed class RunsProjects()
    : Check("M12.E7.run", "runs each step once with its inputs and its seed, and writes down what the metrics were made of", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<string> log = [];
        ProjectSteps steps = new(
            [Projects.Step("train", "rows seeds", "weights curve", log), Projects.Count("weights text"),
                Projects.Step("clean", "text", "rows", log), Projects.Step("Zoë", "", "seeds", log),
                Projects.Step("unused", "text more text", "", log)], "metrics")
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
            probe.Observe($"{seed}: the same again",
                again.Manifest == run.Manifest && MetricsJson.Write(again.Metrics) == MetricsJson.Write(run.Metrics));
        }

        ReproductionRun plain = Reproduction.RunAsync(new ProjectSteps([Projects.Count("")], "metrics"), 0).GetAwaiter().GetResult();
        probe.Observe("nothing from outside: manifest", plain.Manifest);
        probe.Observe("metrics from outside",
            MetricsJson.Write(Reproduction.RunAsync(new ProjectSteps([], "m") { Data = Projects.Data(("m", "{\"a\": 1}")) }, 0).GetAwaiter()
                .GetResult().Metrics));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class KeepsStepsApart()
    : Check("M12.E7.copies", "keeps what a step writes into its inputs, or later into its outputs, from all others")
{
    public override void Probe(Probe probe)
    {
        byte[] text = [1, 2, 3];
        byte[] kept = [9, 9];
        List<string> seen = [];
        string Of(IReadOnlyDictionary<string, byte[]> inputs) =>
            string.Join(", ", inputs.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {Convert.ToHexString(x.Value)}"));
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

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Give each step copies of its inputs, and keep copies of its outputs.");
}

public sealed class FailingSteps()
    : Check("M12.E7.step-faults", "stops at a step that throws or does not give what it declares, and names it")
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
            ("its task throws",
                good with { Run = (_, _, _) => Task.FromException<IReadOnlyDictionary<string, byte[]>>(new FormatException("?")) }),
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

        foreach (string metrics in new[] { "", "{\"a\": \"b\"}", "[]" })
            probe.Observe($"the metrics are '{metrics}'", Run(good, [], metrics: metrics));
        probe.Observe("cancelled before it begins",
            Run(good with { Run = (_, _, _) => throw new TimeoutException("ran") }, [], new CancellationToken(true)));
        foreach (bool throws in new[] { false, true })
        {
            using CancellationTokenSource stop = new();
            bool isHeard = false;
            probe.Observe($"cancelled in a step{(throws ? " that then throws" : "")}", Run(good with
            {
                Run = (_, _, token) =>
                {
                    stop.Cancel();
                    isHeard = token.IsCancellationRequested;
                    return throws ? throw new TimeoutException("gone") : Projects.Made(("x", ""), ("y", ""));
                },
            }, [], stop.Token));
            probe.Observe($"cancelled in a step{(throws ? " that then throws" : "")}: steps after it", later);
            probe.Observe($"the step has the token{(throws ? ", too" : "")}", isHeard);
            using CancellationTokenSource second = new();
            int calls = 0;
            ProjectSteps drifting = new(
                [good with { Outputs = ["x"], Run = (_, _, _) => ++calls == 2
                    ? Task.FromException<IReadOnlyDictionary<string, byte[]>>(Cancelled(second))
                    : Projects.Made(("x", "")) }, Projects.Count("x")], "metrics");
            probe.Observe($"cancelled while looking for drift{(throws ? ", again" : "")}",
                Projects.Ending(() => Reproduction.DriftAsync(drifting, 1, second.Token).GetAwaiter().GetResult()));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);

    private static TimeoutException Cancelled(CancellationTokenSource stop)
    {
        stop.Cancel();
        return new TimeoutException("gone");
    }
}
