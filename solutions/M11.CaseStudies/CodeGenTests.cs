using VerifyXunit;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E4")]
public sealed class CodeGenTests
{
    private const string Right = "fn main(a, b) { return a - b; }", Swapped = "fn main(a, b) { return b - a; }", Lucky = "fn main(a, b) { if a > 5 { return 0; } return a - b; }";

    private static readonly CodeSpec Subtract = new(
        "subtract", "Subtract the second number from the first.",
        [new([new Value(3), new Value(1)], new Value(2)), new([new Value(2), new Value(2)], new Value(0))],
        [new([new Value(111), new Value(222)], new Value(-111))],
        [[new Value(9), new Value(4)]]);

    [Fact(DisplayName = "M11.E4 The last fenced block of a reply is the program")]
    public void Program_Replies_AreCut()
    {
        Assert.Equal("new", CodeReply.Program("You wrote\n```\nold\n```\nBetter:\n```text\nnew\n```\nIt subtracts."));
        Assert.Equal("bare", CodeReply.Program("\nbare\n"));
    }

    [Fact(DisplayName = "M11.E4 Feedback describes the first example that fails, all are counted")]
    public void Try_FailingProgram_SaysWhere()
    {
        Assert.Equal((2, null), CodeGen.Try(Right, Subtract.Examples));
        Assert.Equal((1, "main(3, 1) should be 2, but is -2."), CodeGen.Try(Swapped, Subtract.Examples));
        Assert.Equal((0, "main(3, 1) should be 2, but fails at line 1, column 24: UnknownName: c."), CodeGen.Try("fn main(a, b) { return c; }", Subtract.Examples));
    }

    [Fact(DisplayName = "M11.E4 What a model is asked, and asked again")]
    public async Task DrawAsync_WrongThenRight_IsRepaired()
    {
        List<string> prompts = [];
        string[] replies = [$"```\n{Swapped}\n```", $"Sorry.\n```\n{Right}\n```"];
        CodeCandidate candidate = await CodeGen.DrawAsync(
            Subtract,
            (prompt, _) =>
            {
                prompts.Add(prompt.Text);
                return Task.FromResult(replies[prompt.Repair]);
            },
            sample: 0);
        Assert.Equal(new CodeCandidate(Swapped, Right, 2, 1), candidate);
        Assert.All(prompts, prompt => Assert.DoesNotContain("111", prompt, StringComparison.Ordinal)); // hidden stays hidden
        _ = await Verifier.Verify(string.Join("\n\n=== and again ===\n\n", prompts));
    }

    [Fact(DisplayName = "M11.E4 Of programs that pass all examples, the one that most agree with is chosen")]
    public async Task SolveAsync_MajorityOnProbes_IsChosen()
    {
        string[] programs = [Swapped, Lucky, Right, "fn main(a, b) { return a + -b; }"];
        CodeSolution solution = await CodeGen.SolveAsync(Subtract, (prompt, _) => Task.FromResult(programs[prompt.Sample]), new CodeOptions(4, MaxRepairs: 0));
        Assert.Equal((2, 2, Right), (solution.Chosen, solution.ClusterSize, solution.Program));
    }

    [Fact(DisplayName = "M11.E4 The benchmark counts right programs before and after repair")]
    public async Task RunAsync_FourSamples_GivePassAtK()
    {
        string[] first = [Right, Swapped, Lucky, Swapped];
        IReadOnlyList<CodeRow> rows = await CodeBenchmark.RunAsync(
            [Subtract], (prompt, _) => Task.FromResult(prompt.Repair == 0 ? first[prompt.Sample] : Right), new CodeOptions(4, MaxRepairs: 1));

        // The lucky one passes both examples, is not repaired, and fails the hidden test.
        Assert.Equal([(true, true), (false, true), (false, false), (false, true)], rows.Select(row => (row.FirstIsRight, row.IsRight)));
        Assert.Equal(0.25, CodeBenchmark.PassAt(rows, 1, repaired: false), 12);
        Assert.Equal(0.5, CodeBenchmark.PassAt(rows, 2, repaired: false), 12); // 1 − 3/4·2/3
        Assert.Equal(0.75, CodeBenchmark.PassAt(rows, 1, repaired: true), 12);
    }
}
