namespace LLMCourse.M11;

[Trait("Exercise", "M11.E4")]
public sealed class EvaluatorTests
{
    private const string Sum = """
        fn main(xs) {
          let i = 0;
          let total = 0;
          while i < len(xs) {
            total = total + xs[i];
            i = i + 1;
          }
          return total;
        }
        """;

    [Fact(DisplayName = "M11.E4 Worked by hand: the sum of a list, and every step of a small program")]
    public void Run_SmallPrograms_GiveValueAndCost()
    {
        Assert.Equal(new Value(6), Evaluator.Run(Sum, [Value.List(1, 2, 3)]).Value);

        // let, [1, 2], 1, 2 · return, +, x, x: 8 steps. [1, 2] costs 3 cells, x + x 5 more.
        RunResult run = Evaluator.Run("fn main() { let x = [1, 2]; return x + x; }", []);
        Assert.Equal((Value.List(1, 2, 1, 2), null, 8L, 8L), (run.Value, run.Error, run.Steps, run.Cells));
    }

    [Theory(DisplayName = "M11.E4 Quotients are rounded down, and what does not fit is an error")]
    [InlineData("-7 / 2", "-4")]
    [InlineData("-7 % 2", "1")]
    [InlineData("9223372036854775807 + 1", "line 1, column 40: Overflow")]
    [InlineData("1 % 0", "line 1, column 22: DivisionByZero")]
    [InlineData("0 and 1 / 0", "0")]
    [InlineData("[4, 5][2]", "line 1, column 26: OutOfRange")]
    public void Run_Expressions_AreChecked(string expression, string result)
    {
        RunResult run = Evaluator.Run($"fn main() {{ return {expression}; }}", []);
        Assert.Equal(result, run.Error?.ToString() ?? run.Value?.ToString());
    }

    [Fact(DisplayName = "M11.E4 A block has variables of its own, and a function does not see its caller's")]
    public void Run_Scopes_AreSeparate()
    {
        Assert.Equal(new Value(1), Evaluator.Run("fn main() { let x = 1; if 1 { let x = 2; } return x; }", []).Value);
        RunResult run = Evaluator.Run("fn f() { return x; } fn main() { let x = 1; return f(); }", []);
        Assert.Equal(new ScriptError(ScriptErrorKind.UnknownName, 1, 17, "x"), run.Error);
    }

    [Theory(DisplayName = "M11.E4 Whatever a program tries, it ends by a limit")]
    [InlineData("fn main() { while 1 { } }", ScriptErrorKind.StepLimit)]
    [InlineData("fn main() { let x = [1]; while 1 { x = x + x; } }", ScriptErrorKind.MemoryLimit)]
    [InlineData("fn main() { return main(); }", ScriptErrorKind.DepthLimit)]
    public void Run_HostilePrograms_EndByALimit(string program, ScriptErrorKind kind) => Assert.Equal(kind, Evaluator.Run(program, []).Error?.Kind);

    [Fact(DisplayName = "M11.E4 The limit is exact: as many steps as needed are enough, one fewer is not")]
    public void Run_LimitOfSteps_IsExact()
    {
        long steps = Evaluator.Run(Sum, [Value.List(1, 2, 3)]).Steps;
        Assert.Null(Evaluator.Run(Sum, [Value.List(1, 2, 3)], new EvaluatorLimits(steps)).Error);
        RunResult stopped = Evaluator.Run(Sum, [Value.List(1, 2, 3)], new EvaluatorLimits(steps - 1));
        Assert.Equal((ScriptErrorKind.StepLimit, steps - 1), (stopped.Error!.Kind, stopped.Steps));
    }
}
