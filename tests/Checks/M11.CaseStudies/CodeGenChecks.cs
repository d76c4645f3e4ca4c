using System.Globalization;

namespace LLMCourse.Checks.M11;

public sealed class RepliedPrograms() : Check("M11.E4.reply", "finds the program in a reply, fenced or bare")
{
    public override void Probe(Probe probe)
    {
        (string What, string Reply)[] replies =
        [
            ("bare", "fn main() { return 1; }"), ("bare, with space around", "\n  fn main() {\n    return 1;\n  }\n\n"), ("empty", ""),
            ("white space", " \n\t"), ("one fence", "Here it is:\n```\nfn main() { return 1; }\n```\nIt gives 1."),
            ("a language", "```text\nfn main() {\n  return 1;\n}\n```"),
            ("two blocks", "You wrote:\n```\nold\n```\nBetter:\n```\nnew\n```"),
            ("three blocks", "```\na\n```\n```\nb\n```\n```\nc\n```\nend"), ("not closed", "```\nfn main() {\n  return 1;"),
            ("the second is not closed", "```\nold\n```\n```x\nnew\n  more"), ("Windows", "```\r\na\r\n\r\n  b\r\n```\r\n"),
            ("indented fences", "  ```\n  x\n\t```\nnot this"), ("ticks within a line", "a ``` b\n`` c"),
            ("more ticks", "````\na\n````\nb"), ("empty block", "```\n```\nrest"),
            ("a fence alone", "```"), ("one line", "```fn main() { return 1; }```"), ("behind text in a line", "x ```\ny"),
            ("blank lines in the block", "```\n\n  a\n\n```"),
            ("bare, from Windows", "fn main() {\r\n  return 1;\r\n}\r\n"),
            ("an open block with nothing in it", "```\na\n```\n```\n \n"), ("an empty block behind a full one", "```\na\n```\n```\n```"),
        ];
        foreach ((string what, string reply) in replies) probe.Observe(what, CodeReply.Program(reply));
        probe.ObserveThrows<ArgumentException>("no reply", () => CodeReply.Program(null!));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The last block counts; each fence closes the open block or opens the next, and without any fence everything is the program.");
}

public sealed class TriedPrograms()
    : Check("M11.E4.feedback", "counts the examples that a program passes, and describes the first that it does not")
{
    public override void Probe(Probe probe)
    {
        CodeExample[] examples = [Scripting.Example(3, new Value(1), new Value(2)), Scripting.Example(0, new Value(0), new Value(0)),
            Scripting.Example(-5, new Value(5), new Value(-10)), Scripting.Example(1, new Value(0), new Value(1))];
        string[] programs =
        [
            "fn main(a, b) { return a + b; }", "fn main(a, b) { return a - b; }", "fn main(a, b) { return 3; }",
            "fn main(a, b) { return a * b; }", "fn main(a, b) { return a / b; }", "fn main(a, b) { return c; }", "fn main(a) { return a; }",
            "", "sum(a, b)",
            "fn main(a, b) { return [a]; }", "fn main(a, b) { if a < 2 { return a + b; }\n  while 1 { } }",
            "fn main(a, b) { return a +\n b / a * a; }", "fn main(a, b) { return b + a - 0 * a; }",
        ];
        foreach (string program in programs)
        {
            (int passed, string? feedback) = CodeGen.Try(program, examples, new EvaluatorLimits(1000));
            probe.Observe($"program: {program}", $"{Scripting.Number(passed)}: {feedback ?? "all"}");
        }

        CodeExample[] lists =
            [new([Value.List(1, 2), new Value(-1)], Value.List(1, 2, -1)), new([Value.List(), new Value(0)], Value.List(0))];
        foreach (string program in new[] { "fn main(x, y) { return x + [y]; }", "fn main(x, y) { return [y] + x; }",
            "fn main(x, y) { return y; }", "fn main(x, y) { return [x[0]] + [y]; }" })
        {
            (int passed, string? feedback) = CodeGen.Try(program, lists);
            probe.Observe($"lists: {program}", $"{Scripting.Number(passed)}: {feedback ?? "all"}");
        }

        (int none, string? nothing) = CodeGen.Try("no program", []);
        probe.Observe("no examples", $"{Scripting.Number(none)}: {nothing ?? "all"}");
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        probe.ObserveThrows<OperationCanceledException>("cancelled",
            () => CodeGen.Try("fn main(a, b) { return 1; }", examples, null, cancelled.Token));
        probe.ObserveThrows<ArgumentException>("no program", () => CodeGen.Try(null!, examples));
        probe.ObserveThrows<ArgumentException>("null for examples", () => CodeGen.Try("", null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("`main(1, 2) should be 3, but is -1.` or `…, but fails at line 1, column 21: UnknownName: c.`; all examples are run.");
}

public sealed class RepairedPrograms()
    : Check("M11.E4.repair", "sends a failing program back with what failed, and keeps the best one", points: 2)
{
    public override void Probe(Probe probe)
    {
        CodeSpec spec = CodeTasks.Adding();
        (string What, int Repairs, string[] Replies)[] runs =
        [
            ("right at once", 2, ["fn main(a, b) { return a + b; }"]),
            ("right after one", 2, ["fn main(a, b) { return a - b; }", "```\nfn main(a, b) { return b + a; }\n```"]),
            ("right after two", 2, ["x", "fn main(a, b) { return c; }", "fn main(a, b) { return a + b; }"]),
            ("no repairs", 0, ["fn main(a, b) { return a - b; }", "fn main(a, b) { return a + b; }"]),
            ("too late", 1, ["x", "y", "fn main(a, b) { return a + b; }"]),
            ("worse and worse", 2, ["fn main(a, b) { return a * b + 1; }", "fn main(a, b) { return 9; }", "x"]),
            ("better, then worse", 3, ["x", "fn main(a, b) { return 0; }", "y", "fn main(a, b) { return 9; }"]),
            ("equally good: the first", 2,
                ["fn main(a, b) { return 3; }", "fn main(a, b) { return 3 + 0; }", "fn main(a, b) { return 0; }"]),
            ("the same again", 2, ["x", "x", "x"]), ("an empty reply", 1, ["", "fn main(a, b) { return a + b; }"]),
        ];
        foreach ((string what, int repairs, string[] replies) in runs)
        {
            List<string> prompts = [];
            CodeCandidate candidate = Scripting.Wait(CodeGen.DrawAsync(spec, CodeTasks.Scripted(prompts, replies), 4,
                    new CodeOptions(9, repairs, new EvaluatorLimits(500))));
            probe.Observe(what, $"first: {candidate.First}\nprogram: {candidate.Program}\npassed {Scripting.Number(candidate.Passed)}, repairs {Scripting.Number(candidate.Repairs)}");
            probe.Observe($"{what}: prompts", string.Join("\n----\n", prompts));
        }

        probe.Observe("defaults", CodeTasks.Asked(spec, null));
        probe.Observe("limits are passed on",
            Scripting.Number(Scripting.Wait(
                CodeGen.DrawAsync(spec, CodeTasks.Scripted([], "fn main(a, b) { return a + b; }"), 0,
                    new CodeOptions(1, 0, new EvaluatorLimits(3)))).Passed));
        CodeSpec none = spec with { Examples = [] };
        CodeCandidate any = Scripting.Wait(CodeGen.DrawAsync(none, CodeTasks.Scripted([], "x", "y"), 0));
        probe.Observe("no examples: nothing fails", $"{any.Program} {Scripting.Number(any.Passed)} {Scripting.Number(any.Repairs)}");
        probe.ObserveThrows<InvalidOperationException>("what the model throws",
            () => Scripting.Wait(CodeGen.DrawAsync(spec, (_, _) => throw new InvalidOperationException("no"), 0)));
        using CancellationTokenSource source = new();
        probe.ObserveThrows<OperationCanceledException>("cancelled while the model writes", () => Scripting.Wait(CodeGen.DrawAsync(spec, (_,
            token) =>
        {
            source.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.FromResult("no token came");
        }, 0, null, source.Token)));
        int asked = 0;
        probe.ObserveThrows<OperationCanceledException>("cancelled before",
            () => Scripting.Wait(CodeGen.DrawAsync(spec, (_, _) => Task.FromResult($"{asked++}"), 0, null, source.Token)));
        probe.Observe("a cancelled one asks nobody", asked);
        const string Right = "fn main(a, b) { return a + b; }";
        bool isPassedOn = false;
        using CancellationTokenSource own = new();
        probe.ObserveThrows<OperationCanceledException>("cancelled while a model writes that does not listen",
            () => Scripting.Wait(CodeGen.DrawAsync(spec, (_, token) =>
            {
                own.Cancel();
                isPassedOn = token.IsCancellationRequested;
                return Task.FromResult(Right);
            }, 0, null, own.Token)));
        probe.Observe("the model has the token", isPassedOn);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The program just written goes back with its own feedback, until it passes or no repair is left; of equally good ones the earliest stays.");
}

public sealed class ChosenPrograms()
    : Check("M11.E4.choice", "chooses by examples, then by agreement on the probes, then by order", points: 2)
{
    public override void Probe(Probe probe)
    {
        CodeSpec spec = CodeTasks.Adding();
        const string Sum = "fn main(a, b) { return a + b; }", Other = "fn main(a, b) { return b + a; }", Only =
            "fn main(a, b) { if a > 5 { return 0; } return a + b; }", Fails = "fn main(a, b) { if a > 5 { return c; } return a + b; }",
            Divides = "fn main(a, b) { if a > 5 { return 1 / 0; } return a + b; }",
                FailsElsewhere = "fn main(a, b) {\n  if a > 5 { return\n d; } return a + b; }", Half = "fn main(a, b) { return 3; }",
                    Wrong = "x", Text = "fn main(a, b) { if a > 5 { return [0, 1]; } return a + b; }";
        (string What, string[] Programs)[] draws =
        [
            ("one", [Sum]), ("examples first", [Half, Half, Half, Sum, Wrong]), ("the majority", [Only, Sum, Other, Only, Sum]),
            ("two of each: the earlier", [Only, Sum, Other, Only]), ("the first of the majority", [Fails, Only, Other, Sum, Half]),
            ("nobody passes all", [Wrong, Half, Wrong]),
            ("nobody passes any", [Wrong, "y", "z"]), ("errors of one kind agree", [Sum, Fails, FailsElsewhere]),
            ("errors of two kinds do not", [Sum, Other, Fails, Divides]), ("two kinds and one", [Divides, Fails, FailsElsewhere, Sum]),
            ("the minority is earlier", [Text, Only, Sum, Text, Only, Other, Sum]),
            ("the largest is last", [Sum, Text, Text, Only, Only, Only]),
        ];
        foreach ((string what, string[] programs) in draws)
        {
            CodeSolution solution =
                Scripting.Wait(CodeGen.SolveAsync(spec, CodeTasks.BySample(programs), new CodeOptions(programs.Length, 0)));
            probe.Observe(what, $"{Scripting.Number(solution.Chosen)} of {Scripting.Number(solution.Candidates.Count)}, cluster {Scripting.Number(solution.ClusterSize)}: {string.Join(" / ", solution.Candidates.Select(each => $"{each.Program} {Scripting.Number(each.Passed)}"))}");
        }

        CodeSolution blind =
            Scripting.Wait(CodeGen.SolveAsync(spec with { Probes = [] }, CodeTasks.BySample(Only, Sum, Fails), new CodeOptions(3, 0)));
        probe.Observe("no probes: all agree", $"{Scripting.Number(blind.Chosen)} {Scripting.Number(blind.ClusterSize)}");
        List<string> prompts = [];
        CodeSolution repaired = Scripting.Wait(
            CodeGen.SolveAsync(spec, CodeTasks.Scripted(prompts, Wrong, Sum, Half, Wrong, Other, Only, Wrong, Half),
                new CodeOptions(4, 1)));
        probe.Observe("with repairs",
            $"{Scripting.Number(repaired.Chosen)}, cluster {Scripting.Number(repaired.ClusterSize)}: {string.Join(" / ", repaired.Candidates.Select(each => $"{each.First} -> {each.Program} {Scripting.Number(each.Repairs)}"))}");
        probe.Observe("with repairs: who was asked",
            string.Join(", ", prompts.Select(prompt => prompt[..prompt.IndexOf('\n', StringComparison.Ordinal)])));
        probe.Observe("limits are passed on",
            Scripting.Number(Scripting.Wait(
                CodeGen.SolveAsync(spec, CodeTasks.BySample("fn main(a, b) { if a < 5 { return a + b; } while 1 { } }",
                    "fn main(a, b) { if a < 5 { return a + b; } return 1 / 0; }",
                    "fn main(a, b) { if a < 5 { return a + b; } let i = 0; while i < 99 { i = i + 1; } return i; }"),
                    new CodeOptions(3, 0, new EvaluatorLimits(100)))).ClusterSize));
        using CancellationTokenSource source = new();
        probe.ObserveThrows<OperationCanceledException>("cancelled before the probes", () => Scripting.Wait(CodeGen.SolveAsync(
            spec with { Examples = [] }, (_, _) =>
            {
                source.Cancel();
                return Task.FromResult(Sum);
            }, new CodeOptions(1, 0), source.Token)));
        probe.Observe("the defaults",
            Scripting.Number(
                Scripting.Wait(CodeGen.SolveAsync(spec, CodeTasks.BySample(Sum, Sum, Sum, Sum, Sum, Sum, Sum))).Candidates.Count));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("Only candidates with the most passed examples take part; two agree if they give the same value, or an error of the same kind, on every probe.");
}

public sealed class BenchmarkedPrograms() : Check("M11.E4.benchmark", "judges first and repaired programs by the hidden tests alone")
{
    public override void Probe(Probe probe)
    {
        CodeSpec adding = CodeTasks.Adding(), second = CodeTasks.Adding() with { Id = "second", Task = "Add again." };
        const string Sum = "fn main(a, b) { return a + b; }", Only = "fn main(a, b) { if a > 700 { return 0; } return a + b; }",
            Half = "fn main(a, b) { return 3; }";
        List<string> prompts = [];
        IReadOnlyList<CodeRow> rows = Scripting.Wait(CodeBenchmark.RunAsync([adding, second],
                CodeTasks.Scripted(prompts, Sum, Half, Sum, Only, "x", "y", Half, Only, Sum), new CodeOptions(3, 1)));
        probe.Observe("rows", string.Join("\n",
            rows.Select(
                row => $"{row.SpecId} {Scripting.Number(row.Sample)} {row.FirstIsRight} {row.IsRight} {Scripting.Number(row.Repairs)}")));
        probe.Observe("prompts", string.Join("\n----\n", prompts.Select(prompt => prompt[..Math.Min(200, prompt.Length)])));
        probe.Observe("hidden numbers in prompts",
            prompts.Count(prompt => prompt.Contains("777", StringComparison.Ordinal) || prompt.Contains("4444", StringComparison.Ordinal)));
        CodeSpec strange = adding with { HiddenTests = [Scripting.Example(3, new Value(1), new Value(1))] };
        CodeRow row = Scripting.Wait(CodeBenchmark.RunAsync([strange], CodeTasks.BySample(Half), new CodeOptions(1, 0)))[0];
        probe.Observe("right by the hidden tests, wrong by the examples", $"{row.FirstIsRight} {row.IsRight}");
        CodeRow slow = Scripting.Wait(
            CodeBenchmark.RunAsync([adding],
                CodeTasks.BySample("fn main(a, b) { if a == 777 { let i = 0; while i < 99 { i = i + 1; } } return a + b; }"),
                new CodeOptions(1, 0, new EvaluatorLimits(100))))[0];
        probe.Observe("too slow for the hidden tests", $"{slow.FirstIsRight} {slow.IsRight}");
        using CancellationTokenSource source = new();
        probe.ObserveThrows<OperationCanceledException>("cancelled before the hidden tests", () => Scripting.Wait(CodeBenchmark.RunAsync(
            [adding with { Examples = [] }], (_, _) =>
            {
                source.Cancel();
                return Task.FromResult(Sum);
            }, new CodeOptions(1, 0), source.Token)));
        probe.Observe("no tasks", Scripting.Wait(CodeBenchmark.RunAsync([], CodeTasks.BySample(Sum))).Count);
        probe.Observe("the defaults",
            Scripting.Wait(CodeBenchmark.RunAsync([adding], CodeTasks.BySample(Sum, Sum, Sum, Sum, Sum, Sum))).Count);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A row has both answers: of the first program, and of the one that repairing has left.");
}

public sealed class PassAtOfRows() : Check("M11.E4.pass-at-k", "computes pass@k as the mean over tasks")
{
    public override void Probe(Probe probe)
    {
        List<CodeRow> rows = [];
        (string Id, int Count, int First, int Right)[] tasks = [("a", 10, 2, 5), ("b", 4, 4, 4), ("c", 6, 0, 1), ("d", 5, 1, 0)];
        foreach ((string id, int count, int first, int right) in tasks)
            for (int i = 0; i < count; i++)
                rows.Insert((int)probe.Random.NextInteger(0, rows.Count + 1), new CodeRow(id, i, i < first, i >= count - right, 0));
        for (int k = 1; k <= 4; k++)
        {
            probe.Observe($"pass@{Scripting.Number(k)}", CodeBenchmark.PassAt(rows, k, repaired: false));
            probe.Observe($"pass@{Scripting.Number(k)}, repaired", CodeBenchmark.PassAt(rows, k, repaired: true));
        }

        probe.Observe("names that differ in case",
            CodeBenchmark.PassAt([new("x", 0, true, true, 0), new("x", 1, true, true, 0), new("X", 0, false, false, 0)], 1,
                repaired: true));
        probe.Observe("one row", CodeBenchmark.PassAt([new CodeRow("a", 0, true, false, 0)], 1, repaired: false));
        probe.ObserveThrows<ArgumentException>("more than the smallest task has", () => CodeBenchmark.PassAt(rows, 5, repaired: true));
        probe.ObserveThrows<ArgumentException>("k of 0", () => CodeBenchmark.PassAt(rows, 0, repaired: true));
        probe.ObserveThrows<ArgumentException>("no rows", () => CodeBenchmark.PassAt([], 1, repaired: true));
        probe.ObserveThrows<ArgumentException>("null for rows", () => CodeBenchmark.PassAt(null!, 1, repaired: true));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Each task counts the same, however many rows it has.");
}

public sealed class RepairPays() : Check("M11.E4.pays", "finds pass@10 above pass@1, and repair worth five points or more")
{
    public override void Probe(Probe probe)
    {
        IReadOnlyList<CodeRow> rows =
            Scripting.Wait(
                CodeBenchmark.RunAsync(CodeTasks.All(), CodeTasks.Careless(), new CodeOptions(20, 2, new EvaluatorLimits(5_000, 5_000))));
        foreach (int k in new[] { 1, 10 })
        {
            probe.Observe($"pass@{Scripting.Number(k)}", CodeBenchmark.PassAt(rows, k, repaired: false));
            probe.Observe($"pass@{Scripting.Number(k)}, repaired", CodeBenchmark.PassAt(rows, k, repaired: true));
        }

        probe.Observe("rows", rows.Count);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double one = evidence.Number("pass@1"), ten = evidence.Number("pass@10"), repaired = evidence.Number("pass@1, repaired");
        if (evidence.Number("rows") != 6 * 20)
            return Verdict.Fail("The benchmark does not have a row for each of 20 samples of each task.");
        if (!(one is > 0 and < 1)) return Verdict.Fail("pass@1 of a model that writes right and wrong programs is neither 0 nor 1.");
        if (!(ten > one))
            return Verdict.Fail("Ten programs are not right more often than one.", hint: "pass@10 asks whether one of ten is right.");
        if (!(repaired >= one + 0.05))
            return Verdict.Fail("Repair is worth less than five points with a model that heeds feedback.",
                FormattableString.Invariant($"{one:0.###} without, {repaired:0.###} with"),
                "Look at what the model is sent: it needs the failing program and what was wrong with it.");
        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class CodeArguments() : Check("M11.E4.bad-arguments", "refuses options and tasks that make no sense")
{
    public override void Probe(Probe probe)
    {
        CodeSpec spec = CodeTasks.Adding();
        Func<CodePrompt, CancellationToken, Task<string>> model = CodeTasks.BySample("fn main(a, b) { return a + b; }");
        probe.ObserveThrows<ArgumentException>("no samples", () => Scripting.Wait(CodeGen.SolveAsync(spec, model, new CodeOptions(0))));
        probe.ObserveThrows<ArgumentException>("fewer than no repairs",
            () => Scripting.Wait(CodeGen.SolveAsync(spec, model, new CodeOptions(1, -1))));
        probe.ObserveThrows<ArgumentException>("fewer than no repairs of one",
            () => Scripting.Wait(CodeGen.DrawAsync(spec, model, 0, new CodeOptions(1, -1))));
        probe.ObserveThrows<ArgumentException>("a sample below 0", () => Scripting.Wait(CodeGen.DrawAsync(spec, model, -1)));
        probe.ObserveAccepts("a sample, no repairs", () => Scripting.Wait(CodeGen.SolveAsync(spec, model, new CodeOptions(1, 0))));
        probe.ObserveThrows<ArgumentException>("limits",
            () => Scripting.Wait(CodeGen.SolveAsync(spec, model, new CodeOptions(1, 0, new EvaluatorLimits(0)))));
        probe.ObserveThrows<ArgumentException>("no task", () => Scripting.Wait(CodeGen.SolveAsync(null!, model)));
        probe.ObserveThrows<ArgumentException>("no model", () => Scripting.Wait(CodeGen.SolveAsync(spec, null!)));
        probe.ObserveThrows<ArgumentException>("no task to draw for", () => Scripting.Wait(CodeGen.DrawAsync(null!, model, 0)));
        probe.ObserveThrows<ArgumentException>("no model to draw from", () => Scripting.Wait(CodeGen.DrawAsync(spec, null!, 0)));
        probe.ObserveThrows<ArgumentException>("benchmark: no samples",
            () => Scripting.Wait(CodeBenchmark.RunAsync([], model, new CodeOptions(0))));
        probe.ObserveThrows<ArgumentException>("benchmark: fewer than no repairs",
            () => Scripting.Wait(CodeBenchmark.RunAsync([], model, new CodeOptions(1, -1))));
        probe.ObserveThrows<ArgumentException>("benchmark: a name twice",
            () => Scripting.Wait(CodeBenchmark.RunAsync([spec, spec], model)));
        probe.ObserveThrows<ArgumentException>("benchmark: no hidden test",
            () => Scripting.Wait(CodeBenchmark.RunAsync([spec with { HiddenTests = [] }], model)));
        int asked = 0;
        probe.ObserveThrows<ArgumentException>("benchmark: the second task has none",
            () => Scripting.Wait(
                CodeBenchmark.RunAsync([spec, spec with { Id = "b", HiddenTests = [] }], (_, _) => Task.FromResult($"{asked++}"))));
        probe.Observe("benchmark: nobody is asked before", asked);
        probe.ObserveAccepts("benchmark: no repairs, one sample",
            () => Scripting.Wait(CodeBenchmark.RunAsync([spec, spec with { Id = "ADD" }], CodeTasks.BySample("x"), new CodeOptions(1, 0))));
        probe.ObserveThrows<ArgumentException>("benchmark: no tasks", () => Scripting.Wait(CodeBenchmark.RunAsync(null!, model)));
        probe.ObserveThrows<ArgumentException>("benchmark: no model", () => Scripting.Wait(CodeBenchmark.RunAsync([spec], null!)));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        probe.ObserveThrows<OperationCanceledException>("benchmark: cancelled",
            () => Scripting.Wait(CodeBenchmark.RunAsync([spec], model, null, cancelled.Token)));
        probe.ObserveThrows<OperationCanceledException>("a choice that is cancelled",
            () => Scripting.Wait(CodeGen.SolveAsync(spec, model, null, cancelled.Token)));
    }
}
