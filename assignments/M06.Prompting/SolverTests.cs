using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using VerifyXunit;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E6")]
public sealed class SolverTests
{
    private const string Question = "Start with 4.\n1: add 3\n2: double\nWhat is the result?";

    [Fact(DisplayName = "M06.E6 Worked by hand: asked at once it is wrong, asked for steps it is right")]
    public async Task SolveAsync_InSteps_AddsTheWords()
    {
        FakeModel model = FakeModel.Of(new Dictionary<string, FakeReply[]>
        {
            [$"{Question} Answer directly."] = ["11"],
            [$"{Question} Think step by step."] = ["1: 4 + 3 = 7\n2: 7 * 2 = 14\nThe answer is 14."],
        });

        SolverResult direct = await Make(model).SolveAsync(Question, Strategy.Direct), steps = await Make(model).SolveAsync(Question, Strategy.ChainOfThought);

        Assert.Equal(("11", 1, 1), (direct.Answer, direct.Calls, direct.Tokens));
        Assert.Equal(("14", 1, 16), (steps.Answer, steps.Calls, steps.Tokens)); // the tokens of this model are its words
        Assert.Equal(["1: 4 + 3 = 7\n2: 7 * 2 = 14\nThe answer is 14."], steps.Trace);
        Assert.All(model.Requests, request => Assert.Equal(0, request.Options.Sampling.Temperature));
    }

    [Fact(DisplayName = "M06.E6 Worked by hand: of five sampled replies two say 14 and the others disagree")]
    public async Task SolveAsync_ByVote_TakesTheMajority()
    {
        FakeModel model = FakeModel.Of(new Dictionary<string, FakeReply[]>
        {
            [$"{Question} Think step by step."] = [new("So 15", -1), new("So 14", -4), new("So 8", -2), new("Well", -1), new("It is 14", -6)],
        });

        SolverResult result = await Make(model).SolveAsync(Question, Strategy.SelfConsistency(5, temperature: 0.7));

        Assert.Equal(("14", 5, 10), (result.Answer, result.Calls, result.Tokens));
        Assert.Equal(["So 15", "So 14", "So 8", "Well", "It is 14"], result.Trace);
        Assert.Equal(new ulong[] { 0, 1, 2, 3, 4 }, model.Requests.Select(request => request.Options.Sampling.Seed).Order());
        Assert.All(model.Requests, request => Assert.Equal(0.7, request.Options.Sampling.Temperature));
    }

    [Fact(DisplayName = "M06.E6 The vote sees each answer with the log-probability of its whole reply, in the order of the seeds")]
    public async Task SolveAsync_ByVote_SumsLogProbabilities()
    {
        IReadOnlyList<Candidate> seen = [];
        FakeModel model = FakeModel.Of(new Dictionary<string, FakeReply[]> { ["q Think step by step."] = [new("a b 3", -1.5), new("no", -0.25)] });
        var solver = new Solver(model, Extract, candidates =>
        {
            seen = candidates;
            return candidates[^1].Answer ?? "the vote decides";
        });

        SolverResult result = await solver.SolveAsync("q", Strategy.SelfConsistency(2));

        Assert.Equal([new Candidate("3", -1.5), new Candidate(null, -0.25)], seen);
        Assert.Equal("the vote decides", result.Answer);
    }

    [Fact(DisplayName = "M06.E6 Worked by hand: the likelier first step leads to the less likely end, and a breadth of 2 finds that out")]
    public async Task SolveAsync_ByTree_FindsTheBestPath()
    {
        // From the beginning +3 (−1) or *2 (−2); behind +3 an answer for −6, together −7; behind *2 one for −1, together −3.
        FakeModel model = Tree(new()
        {
            [""] = [new("1: 4 + 3 = 7", -1), new("1: 4 * 2 = 8", -2)],
            ["1: 4 + 3 = 7\n"] = [new("The answer is 7.", -6), new("The answer is 7.", -6)],
            ["1: 4 * 2 = 8\n"] = [new("  ", -0.5), new("The answer is 8.", -1)],
        });

        SolverResult narrow = await Make(model).SolveAsync(Question, Strategy.TreeOfThoughts(breadth: 1, depth: 3, proposals: 2));
        SolverResult wide = await Make(model).SolveAsync(Question, Strategy.TreeOfThoughts(breadth: 2, depth: 3, proposals: 2));

        Assert.Equal(("7", 4), (narrow.Answer, narrow.Calls)); // 2 at the beginning, 2 behind +3
        Assert.Equal(("8", 6), (wide.Answer, wide.Calls));
        Assert.Equal(["1: 4 * 2 = 8", "The answer is 8."], wide.Trace);
    }

    [Fact(DisplayName = "M06.E6 A dead end drops out, and the search goes on with the other path")]
    public async Task SolveAsync_ByTree_LeavesDeadEnds()
    {
        FakeModel model = Tree(new()
        {
            [""] = [new("left", -1), new("right", -5)],
            ["left\n"] = [new("", 0), new("", 0)],
            ["right\n"] = [new("further", -5), new("further", -5)],
            ["right\nfurther\n"] = [new("The answer is 3.", -5), new("and so on", -1)],
        });

        SolverResult result = await Make(model).SolveAsync(Question, Strategy.TreeOfThoughts(breadth: 2, depth: 3, proposals: 2));
        SolverResult shallow = await Make(model).SolveAsync(Question, Strategy.TreeOfThoughts(breadth: 2, depth: 2, proposals: 2));

        Assert.Equal(("3", 8), (result.Answer, result.Calls));
        Assert.Equal((null, 6), (shallow.Answer, shallow.Calls)); // two steps do not reach an answer
        Assert.Equal(["right", "further"], shallow.Trace);
    }

    [Fact(DisplayName = "M06.E6 What is sent for a tree: the steps so far, a stop string, a seed for each proposal")]
    public async Task SolveAsync_ByTree_SendsTheStepsSoFar()
    {
        FakeModel model = Tree(new()
        {
            [""] = [new("one", -1), new("two", -2)],
            ["one\n"] = [new("three", -1), new("four", -2)],
            ["two\n"] = [new("five", -1), new("The answer is 6.\nand more", -2)],
        });
        _ = await Make(model).SolveAsync("q", Strategy.TreeOfThoughts(breadth: 2, depth: 2, proposals: 2));

        await Verifier.Verify(string.Join('\n', model.Requests
            .Select(request => string.Join(
                " | ",
                request.Turns[^1].Text,
                Visible(request.Options.Prefix),
                $"stop {string.Join(',', request.Options.Stop.Select(Visible))}",
                $"seed {request.Options.Sampling.Seed}",
                $"T {request.Options.Sampling.Temperature}"))
            .Order(StringComparer.Ordinal)));
    }

    [Fact(DisplayName = "M06.E6 A real model: of ten questions at least eight are right in steps, and at most four at once")]
    public async Task SolveAsync_WithAModel_IsBetterInSteps()
    {
        using LocalModel model = LocalModel.LoadShipped();
        var random = new TaskRandom(6);
        int direct = 0, steps = 0;
        for (int i = 0; i < 10; i++)
        {
            TaskItem item = new ArithmeticTask { Operations = 3, Instructs = false }.Make(random);
            direct += (await Make(model).SolveAsync(item.Prompt[0].Text, Strategy.Direct)).Answer == item.Answer ? 1 : 0;
            steps += (await Make(model).SolveAsync(item.Prompt[0].Text, Strategy.ChainOfThought)).Answer == item.Answer ? 1 : 0;
        }

        Assert.True(steps >= 8 && direct <= 4, $"{steps} of 10 are right in steps, and {direct} at once.\nHint: the words behind the question make the difference.");
    }

    [Fact(DisplayName = "M06.E6 A cancelled call ends with OperationCanceledException, and asks no more")]
    public async Task SolveAsync_Cancelled_AsksNoMore()
    {
        using var cancellation = new CancellationTokenSource();
        var model = new FakeModel((_, options) =>
        {
            if (options.Prefix.Length > 0) cancellation.Cancel();
            return new FakeReply($"step {options.Sampling.Seed}", -1);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Make(model).SolveAsync("q", Strategy.TreeOfThoughts(1, 9, 2), cancellation.Token));
        Assert.InRange(model.Requests.Count, 3, 4);
    }

    [Fact(DisplayName = "M06.E6 A blank question is refused with an ArgumentException")]
    public async Task SolveAsync_BadArguments_AreRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Make(Tree([])).SolveAsync(" \n", Strategy.Direct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Make(Tree([])).SolveAsync("q", null!));
    }

    // What stands behind the last space, if it is a number; enough for these replies, and no answer to another exercise.
    private static string? Extract(string reply) => int.TryParse(reply.TrimEnd('.')[(reply.LastIndexOf(' ') + 1)..], out int number) ? $"{number}" : null;

    private static Solver Make(IChatModel model) =>
        new(model, Extract, candidates => candidates.Where(c => c.Answer is not null).GroupBy(c => c.Answer).MaxBy(group => group.Count())?.Key);

    // A model that goes on from the steps so far: the reply at the seed.
    private static FakeModel Tree(Dictionary<string, FakeReply[]> steps) => new((_, options) => steps[options.Prefix][(int)options.Sampling.Seed]);

    private static string Visible(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);
}
