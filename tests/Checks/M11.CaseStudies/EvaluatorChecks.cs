using System.Globalization;

namespace LLMCourse.Checks.M11;

public sealed class ScriptArithmetic()
    : VisibleCheck("M11.E4.arithmetic", "computes with 64 bits, exactly or not at all, and rounds quotients down")
{
    public override void Probe(Probe probe)
    {
        const string Most = "9223372036854775807", Least = "(-9223372036854775807 - 1)";
        string[] expressions =
        [
            "7", "1 + 2 * 3", "(1 + 2) * 3", "10 - 4 - 3", "7 / 2", "-7 / 2", "7 / -2", "-7 / -2", "6 / -3", "0 / -5", "7 % 3", "-7 % 3",
            "7 % -3", "-7 % -3", "6 % -3", "-6 % 3", "--5", "-(2 - 5)", "2 * -3",
            Most, Least, $"{Most} + 1", $"{Most} + 0", $"{Least} - 1", $"-{Least}", $"{Least} / -1", $"{Least} % -1", $"{Least} / 1",
            $"{Least} / 2", $"{Most} / -1", $"{Least} * -1", "3037000500 * 3037000500",
            "3037000499 * 3037000499", $"{Least} + {Least}", "5 / -1", "-5 / -1", "5 % -1", "1 / 0", "1 % 0", "0 / 0", $"{Least} % 0",
            "100 / 7 / 2", "2 + 10 % 4 * 3",
        ];
        foreach (string expression in expressions) probe.Observe(expression, Scripting.Main(expression));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("C# rounds quotients towards zero and wraps around silently; the language does neither.");
}

public sealed class ScriptDecisions() : Check("M11.E4.decisions", "compares and decides, and evaluates no more than it must")
{
    public override void Probe(Probe probe)
    {
        string[] expressions =
        [
            "1 < 2", "2 < 2", "3 < 2", "1 <= 2", "2 <= 2", "3 <= 2", "2 > 1", "2 > 2", "1 > 2", "2 >= 1", "2 >= 2", "1 >= 2", "2 == 2",
            "2 == 3", "2 != 2", "2 != 3", "-1 < 0", "1 < 2 == 1",
            "not 0", "not 1", "not -3", "not not 7", "not 1 == 0", "0 and 0", "0 and 2", "2 and 0", "2 and 3", "0 or 0", "0 or 5", "5 or 0",
            "5 or 7", "-1 and -1",
            "0 and 1 / 0", "1 or 1 / 0", "1 and 1 / 0", "0 or 1 / 0", "0 and x", "1 or x", "0 or 0 or 3", "1 and 1 and 0", "1 or 0 and 0",
            "0 and 1 or 1",
            "0 and []", "1 or []", "1 and []", "0 or []", "[] and 1", "[] or 1", "not []", "-[]", "[] == []", "[1] == 1", "1 != [1]",
            "[] < 1", "1 < []", "1 / 0 + x", "x + 1 / 0", "[] * (1 / 0)", "[] / 0", "0 / []",
            "1 - []", "[] - 1", "[] - []", "[] % 0",
        ];
        foreach (string expression in expressions) probe.Observe(expression, Scripting.Main(expression));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("`and` and `or` give 0 or 1; their right side is evaluated only where it decides. Both sides of other operators come first, then their types.");
}

public sealed class ScriptLists() : Check("M11.E4.lists", "makes lists, joins them, and reads their items")
{
    public override void Probe(Probe probe)
    {
        string[] expressions =
        [
            "[]", "[1]", "[1, 2 + 3, -4]", "[1] + [2, 3]", "[] + []", "[1] + []", "len([])", "len([5, 6, 7])", "len([1] + [2])",
            "[4, 5, 6][0]", "[4, 5, 6][2]", "[4, 5, 6][3]", "[4, 5, 6][-1]", "[][0]",
            "[4, 5, 6][1 + 1] * 2", "[[1, 2][1], 3]", "[1, [2]]", "[1, []][0]", "1 + [2]", "[1] + 2", "[1] * [2]", "5[0]", "[5][[0]]",
            "[5]['a']", "len(5)", "len()", "len([], [])", "([1, 2] + [3])[2]", "[1][4294967296]", "[1 / 0, x]",
            "[x, 1 / 0]", "[1][1 / 0]", "x[1 / 0]", "[9, 8][0] + [9, 8][1]",
            "5[1 / 0]", "5[x]", "[[], 1 / 0]", "[1, [2], x]", "[1 / 0, []]",
        ];
        foreach (string expression in expressions) probe.Observe(expression, Scripting.Main(expression));
        probe.Observe("a list is not changed by what is made of it",
            Scripting.Body("let x = [1, 2]; let y = x; x = x + [3]; return y + x;"));
        Value list = Value.List(3, 1, 2);
        probe.Observe("a list from outside", Scripting.Body("a = a + a; return a + [len(a), b];", list, new Value(-7)));
        probe.Observe("the list from outside stays", list.ToString());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Lists hold integers only. The list comes before the index, and items from left to right.");
}

public sealed class ScriptStatements() : Check("M11.E4.statements", "runs statements in order, and keeps variables within their blocks")
{
    public override void Probe(Probe probe)
    {
        string[] bodies =
        [
            "let x = 1; x = x + 1; return x;", "let x = 1; let x = x + 5; return x;", "return 1; return 2;",
            "let x = 1; if 1 { let x = 2; } return x;", "let x = 1; if 1 { x = 2; } return x;",
            "let x = 1; if 1 { let x = 2; x = 3; } return x;", "let x = 1; if 1 { x = 5; let x = 2; } return x;",
            "if 1 { let y = 2; } return y;", "if 0 { return 1; } else { return 2; }", "if 3 { return 1; } else { return 2; }",
            "if -1 { return 1; } return 3;", "if 0 { return 1; } else if 1 { return 2; } else { return 3; }",
            "if 0 { return 1; } else if 0 { return 2; } else { return 3; }", "if 0 { return 1; } return 4;",
            "let i = 0; while i < 5 { i = i + 1; } return i;",
            "let i = 0; let s = 0; while i < 5 { i = i + 1; let t = i * i; s = s + t; } return s;",
            "let i = 0; while 1 { i = i + 1; if i == 7 { return i; } } return 0;",
            "while 0 { return 1; } return 2;", "let i = 3; while i { i = i - 1; } return i;", "y = 1; return 0;", "let x = y; return 0;",
            "let x = x; return x;", "if [] { } return 0;", "while [1] { } return 0;",
            "let i = 0; while i < 2 { i = i + 1; let t = 1; } return t;",
            "let i = 0; while i < 2 { if i == 1 { return t; } let t = 5; i = i + 1; } return 0;",
            "let x = 1; while x < 3 { let y = x; x = y + 1; } return x;", "y = 1 / 0; return 0;",
            "let i = 0; while i < 3 { let j = 0; while j < 3 { j = j + 1; if i * j == 4 { return [i, j]; } } i = i + 1; } return [];",
            "return [1, 2];", "if 1 { if 1 { let x = 4; return x; } } return 0;", "let x = 0; if 1 { if 1 { x = 4; } } return x;",
            "if 1 / 0 { } return 1;", "let main = 4; return main;", "", "let x = 1;", "if 0 { return 1; }",
        ];
        foreach (string body in bodies) probe.Observe($"body: {(body.Length <= 110 ? body : body[..110])}", Scripting.Body(body));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("`let` makes a variable of the block that it stands in, each time anew; an assignment changes the nearest one of that name.");
}

public sealed class ScriptFunctions() : Check("M11.E4.functions", "calls functions with variables of their own")
{
    public override void Probe(Probe probe)
    {
        (string What, string Program)[] programs =
        [
            ("a factorial", "fn f(n) { if n < 2 { return 1; } return n * f(n - 1); } fn main() { return f(20); }"),
            ("a factorial that is too large", "fn f(n) { if n < 2 { return 1; } return n * f(n - 1); }\nfn main() { return f(21); }"),
            ("numbers of Fibonacci", "fn main() { return fib(15); } fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }"),
            ("two functions that call each other",
                "fn even(n) { if n == 0 { return 1; } return odd(n - 1); } fn odd(n) { if n == 0 { return 0; } return even(n - 1); } fn main() { return [even(9), odd(9)]; }"),
            ("the caller's variables", "fn f() { return x; } fn main() { let x = 1; return f(); }"),
            ("a caller's variable is not set", "fn f() { x = 2; return 0; } fn main() { let x = 1; return f() + x; }"),
            ("a parameter is a copy", "fn f(x) { x = 9; return x; } fn main() { let x = 1; return [f(x), x]; }"),
            ("a variable over a parameter", "fn f(x) { if 1 { let x = 9; } return x; } fn main() { return f(3); }"),
            ("the order of arguments", "fn f(a, b, c) { return a * 100 + b * 10 + c; } fn main() { return f(1, 2, 3); }"),
            ("arguments from the left", "fn f(a, b) { return 0; } fn main() { return f(y, x); }"),
            ("no such function, before its arguments", "fn main() { return g(1 / 0); }"),
            ("too many, before they are evaluated", "fn f(a) { return a; } fn main() { return f(1 / 0, x); }"),
            ("too few", "fn f(a, b) { return a; } fn main() { return f(1); }"),
            ("no return", "fn f() { let x = 1; }\n\n  fn main() { return 1 + f(); }"),
            ("no main", "fn f() { return 1; }"),
            ("a list of a function", "fn f(n) { if n == 0 { return []; } return f(n - 1) + [n]; } fn main() { return f(6); }"),
            ("a function and a variable of one name", "fn f() { return 4; } fn main() { let f = 3; return f + f(); }"),
            ("a variable for len", "fn main() { let len = 3; return len + len([1]); }"),
            ("a return within a loop ends only its function",
                "fn f() { while 1 { return 2; } return 3; } fn main() { let x = f(); return x + f(); }"),
            ("main calls itself", "fn main() { return main(); }"),
        ];
        foreach ((string what, string program) in programs) probe.Observe(what, Scripting.Run(program));
        probe.Observe("main of two", Scripting.Run("fn main(a, b) { return a - b; }", new Value(9), new Value(4)));
        probe.Observe("main with too few", Scripting.Run("\n fn main(a, b) { return a - b; }", new Value(9)));
        probe.Observe("main with too many", Scripting.Run("fn main(a) { return a; }", new Value(9), new Value(4)));
        probe.Observe("main with a list",
            Scripting.Run("fn main(xs) { let i = 0; let s = 0; while i < len(xs) { s = s + xs[i]; i = i + 1; } return s; }",
                Value.List(4, -9, 40)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("A call starts from its parameters alone: it sees no variable of its caller.");
}

public sealed class ScriptErrors() : Check("M11.E4.errors", "names what failed with line and column")
{
    public override void Probe(Probe probe)
    {
        string[] programs =
        [
            "", "fn", "fn main( { return 1; }", "fn main() { return 1 }", "fn main() {\n  let x = 3;\n  return x $ 2;\n}",
            "fn main() { return 1; } fn main() { return 2; }", "fn main(a, a) { return a; }", "fn len() { return 1; }",
            "fn main() { return 9223372036854775808; }", "fn main() { return 1; } x", "fn main() {\n  let a = 1;\n  return a + total;\n}",
            "fn main() {\n\treturn 1 +\n\t\t2 / 0;\n}", "# none\nfn main() {\n  total = 1;\n  return 0;\n}",
            "fn main() {\n  return [1, 2]\n    [7];\n}", "fn main() { let x = [1];\n  return x\n + 1; }",
            "fn main() {\n  if [1] { return 1; }\n  return 2;\n}", "fn main() { return f(1,\n g(2)); }\nfn f(a, b) { return a; }",
            "fn main() {\n  return [1, 2,\n [3]];\n}",
            "fn f() {\n return 1; }\n fn main() {\n  return f(3); }", "fn main() { return -\n [1]; }",
            "fn main() { while 1 < 2 { return not\n []; } return 1; }", "fn main() { return 1\n and\n []; }",
            "fn main() { return 4611686018427387904\n  * 2; }",
        ];
        for (int i = 0; i < programs.Length; i++)
            probe.Observe($"program {Scripting.Number(i + 1)}", $"{programs[i]}\n{Scripting.Run(programs[i])}");
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The place is that of the expression or statement that failed, as the parser gives it; the detail is the name, for an unknown name.");
}

public sealed class ScriptRandom() : Check("M11.E4.random", "agrees with exact arithmetic on 400 random expressions", points: 2)
{
    private const int Count = 400;

    public override void Probe(Probe probe)
    {
        string[] results = [.. ScriptOracle.Draw(probe.Random, Count).Select(drawn => Scripting.Main(drawn.Text))];
        for (int i = 0; i < Count; i += 50)
            probe.Observe($"expressions {Scripting.Number(i + 1)} to {Scripting.Number(i + 50)}",
                string.Join("; ", results.Skip(i).Take(50).Select(Kind)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] wanted = [.. ScriptOracle.Draw(CheckRandom.For(Id), Count).Select(drawn => drawn.Result)];
        for (int i = 0; i < Count; i += 50)
        {
            string[] got = (evidence.Text($"expressions {Scripting.Number(i + 1)} to {Scripting.Number(i + 50)}") ?? "").Split("; ");
            int wrong = Enumerable.Range(0, 50).Count(at => at >= got.Length || got[at] != wanted[i + at]);
            if (wrong > 0)
                return Verdict.Fail($"{wrong.ToString(CultureInfo.InvariantCulture)} of 50 random expressions come to another value or another error.", hint: "Compare with integers of any size: a result that does not fit 64 bits is an Overflow.");
        }

        return Verdict.Pass;
    }

    // The place is left out here; the kind comes behind it.
    private static string Kind(string result) => result.StartsWith("line", StringComparison.Ordinal) ? result.Split(": ")[1] : result;
}

public sealed class ScriptSteps()
    : Check("M11.E4.steps", "counts each beginning of an expression or statement as a step, and stops at the limit", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] programs =
        [
            "fn main() { return 1; }", "fn main() { return 1 + 2 * 3; }", "fn main() { let x = [1, 2]; x = x + x; return x[0]; }",
            "fn main() { return 0 and 1; }", "fn main() { return 1 and 1; }", "fn main() { if 0 { return 1; } else { return 2; } }",
            "fn main() { let i = 0; while i < 4 { i = i + 1; } return i; }", "fn f(n) { return n; } fn main() { return f(1) + f(2); }",
            "fn main() { return len([1, 2, 3]); }", "fn main() { return -(not 1); }", "fn main() { return x; }",
            "fn main() { return f(1, 2); }",
        ];
        foreach (string program in programs)
        {
            probe.Observe($"no limit: {program}", Scripting.Full(program, null));
            long steps = Evaluator.Run(program, []).Steps;
            probe.Observe($"as many as needed: {program}", Scripting.Full(program, new EvaluatorLimits(MaxSteps: Math.Max(1, steps))));
            probe.Observe($"one fewer: {program}", Scripting.Full(program, new EvaluatorLimits(MaxSteps: Math.Max(1, steps - 1))));
        }

        const string Loop = "fn main() { while 1 { } }";
        foreach (long steps in new[] { 1L, 2, 3, 4, 1023, 1024, 1025, 5000 })
            probe.Observe($"an empty loop, {Scripting.Number(steps)} steps", Scripting.Full(Loop, new EvaluatorLimits(steps)));
        probe.Observe("an empty loop, the defaults", Scripting.Full(Loop, null));
        probe.Observe("an error of the text", Scripting.Full("fn main() {", null));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("`return 1;` is two steps: the statement and the number. The condition of a loop is evaluated once more than its body.");
}

public sealed class ScriptCells() : Check("M11.E4.cells", "charges for every list before it is made")
{
    public override void Probe(Probe probe)
    {
        string[] expressions =
            ["[]", "[1]", "[1, 2, 3]", "[1] + [2, 3]", "[] + []", "[[1, 2][0], 3]", "len([1] + [])", "[1, []]", "[1, 2][5]", "1 + 2"];
        foreach (string expression in expressions)
        {
            string program = $"fn main() {{ return {expression}; }}";
            probe.Observe($"no limit: {expression}", Scripting.Full(program, null));
            long cells = Evaluator.Run(program, []).Cells;
            probe.Observe($"as many as needed: {expression}", Scripting.Full(program, new EvaluatorLimits(MaxCells: cells)));
            probe.Observe($"one fewer: {expression}", Scripting.Full(program, new EvaluatorLimits(MaxCells: Math.Max(0, cells - 1))));
        }

        const string Doubling = "fn main(xs) { while 1 { xs = xs + xs; } }";
        Value one = Value.List(7);
        foreach (long cells in new[] { 0L, 2, 3, 7, 8, 16, 1000 })
            probe.Observe($"doubling, {Scripting.Number(cells)} cells",
                Scripting.Full(Doubling, new EvaluatorLimits(MaxCells: cells), one));
        probe.Observe("doubling, the defaults", Scripting.Full(Doubling, null, one));
        probe.Observe("the input costs nothing",
            Scripting.Full("fn main(xs) { let ys = xs; return ys; }", new EvaluatorLimits(MaxCells: 0), Value.List(1, 2, 3)));
        probe.Observe("nothing is given back",
            Scripting.Full("fn main() { let i = 0; while i < 10 { let x = [1]; i = i + 1; } return i; }",
                new EvaluatorLimits(MaxCells: 19)));
        probe.Observe("a limit without end",
            Scripting.Full("fn main() { return [1] + [2]; }", new EvaluatorLimits(MaxCells: long.MaxValue)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A list of n integers costs n + 1, also one that is thrown away at once; one that does not fit is neither made nor counted.");
}

public sealed class ScriptDepth() : Check("M11.E4.depth", "limits how deeply expressions, statements and calls nest, before the stack does")
{
    public override void Probe(Probe probe)
    {
        (string What, string Program)[] programs =
        [
            ("a number", "fn main() { return 1; }"), ("a sum", "fn main() { return 1 + (2 + (3 + 4)); }"),
            ("a sum from the left", "fn main() { return 1 + 2 + 3 + 4; }"), ("a call", "fn f(x) { return x; } fn main() { return f(1); }"),
            ("blocks", "fn main() { if 1 { if 1 { while 1 { return 5; } } } }"), ("a list", "fn main() { return [1, -(-2)][0]; }"),
            ("decisions", "fn main() { return 1 and (0 or not 1); }"),
            ("four calls", "fn f(n) { if n == 0 { return 0; } return 1 + f(n - 1); } fn main() { return f(3); }"),
        ];
        foreach ((string what, string program) in programs)
        {
            int depth = 1;
            while (depth < 100
                && Scripting.Full(program, new EvaluatorLimits(MaxDepth: depth)).Contains("DepthLimit", StringComparison.Ordinal))
                depth++;
            probe.Observe($"{what}: the depth it needs", depth);
            probe.Observe($"{what}: one less", Scripting.Full(program, new EvaluatorLimits(MaxDepth: Math.Max(1, depth - 1))));
        }

        const string Endless = "fn f(n) {\n  return f(n + 1) + 1;\n}\nfn main() { return f(0); }";
        foreach (int depth in new[] { 1, 2, 3, 4, 5, 6, 100, EvaluatorLimits.GreatestDepth })
            probe.Observe($"recursion without end, depth {Scripting.Number(depth)}",
                Scripting.Full(Endless, new EvaluatorLimits(MaxDepth: depth)));
        probe.Observe("both limits at once", Scripting.Full("fn main() { return 1; }", new EvaluatorLimits(MaxSteps: 1, MaxDepth: 1)));
        probe.Observe("deep and wide",
            Scripting.Full($"fn f(n) {{ return {new string('-', 90)}f(n + 1); }} fn main() {{ return f(0); }}",
                new EvaluatorLimits(MaxDepth: EvaluatorLimits.GreatestDepth)));
        probe.Observe("the depth goes down again",
            Scripting.Full("fn f(n) { return n; } fn main() { let i = 0; while i < 500 { i = i + f(1) + f(0) - 0; } return i; }",
                new EvaluatorLimits(MaxDepth: 10)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("Depth counts what has begun and not ended: 2 for `return 1;`. It goes down by one when an expression or a statement ends.");
}

public sealed class ScriptHostile()
    : Check("M11.E4.hostile", "ends hostile programs, keeps nothing from run to run, and stops when cancelled")
{
    public override void Probe(Probe probe)
    {
        (string What, string Program)[] programs =
        [
            ("ten thousand brackets", $"fn main() {{ return {new string('(', 10_000)}1; }}"),
            ("ten thousand signs", $"fn main() {{ return {new string('-', 10_000)}1; }}"),
            ("a sum of ten thousand", $"fn main() {{ return 1{string.Concat(Enumerable.Repeat(" + 1", 10_000))}; }}"),
            ("ten thousand blocks", $"fn main() {{ {string.Concat(Enumerable.Repeat("if 1 { ", 10_000))}"),
            ("lists that grow", "fn main() { let x = [1]; while 1 { x = x + [1]; } }"),
            ("a tree of calls", "fn f(n) { return f(n - 1) + f(n - 1); } fn main() { return f(60); }"),
            ("calls that branch without end",
                "fn f(n) { if n == 0 { return 1; } return f(n - 1) + f(n - 1); } fn main() { return f(60); }"),
                ("a file", "fn main() { return open(1); }"), ("a text", "fn main() { return \"x\"; }"),
        ];
        foreach ((string what, string program) in programs)
        {
            string first = Scripting.Full(program, null);
            probe.Observe(what, first);
            probe.Observe($"{what}, again", Scripting.Full(program, null) == first);
        }

        probe.Observe("after all of them", Scripting.Full("fn main() { return [1] + [2]; }", new EvaluatorLimits(20, 7, 4)));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        probe.ObserveThrows<OperationCanceledException>("cancelled before",
            () => Evaluator.Run("fn main() { return 1; }", [], null, cancelled.Token));
        probe.ObserveThrows<OperationCanceledException>("cancelled before a text that is no program",
            () => Evaluator.Run("", [], null, cancelled.Token));
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(30));
        // Unheeded, the limit ends it in some seconds, with a result.
        probe.ObserveThrows<OperationCanceledException>("cancelled on the way",
            () => Evaluator.Run("fn main() { while 1 { } }", [], new EvaluatorLimits(60_000_000), soon.Token));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Every run begins with its own counts. The token is looked at before the first step and every 1,024 steps.");
}

public sealed class ScriptArguments() : Check("M11.E4.arguments", "refuses limits out of range")
{
    public override void Probe(Probe probe)
    {
        const string One = "fn main() { return 1; }";
        foreach (EvaluatorLimits limits
            in new[] { new EvaluatorLimits(MaxSteps: 0), new(MaxSteps: -1), new(MaxCells: -1), new(MaxDepth: 0), new(MaxDepth: -5),
                new(MaxDepth: EvaluatorLimits.GreatestDepth + 1) })
            probe.ObserveThrows<ArgumentException>($"{limits}", () => Evaluator.Run(One, [], limits));
        foreach (EvaluatorLimits limits
            in new[] { new EvaluatorLimits(2, 0, 2), new(long.MaxValue, long.MaxValue, EvaluatorLimits.GreatestDepth), new(1, 0, 1) })
            probe.ObserveAccepts($"{limits}", () => Evaluator.Run(One, [], limits));
        probe.ObserveThrows<ArgumentException>("limits for a text that is no program",
            () => Evaluator.Run("", [], new EvaluatorLimits(MaxDepth: 0)));
        probe.ObserveThrows<ArgumentException>("no program", () => Evaluator.Run(null!, []));
        probe.ObserveThrows<ArgumentException>("no input", () => Evaluator.Run(One, null!));
        probe.ObserveThrows<ArgumentException>("a null in the input", () => Evaluator.Run("fn main(a) { return 1; }", [null!]));
    }
}
