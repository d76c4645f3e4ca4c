using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Tasks;

namespace LLMCourse.Checks.M06;

public sealed class SolvesDirectly() : VisibleCheck("M06.E6.direct", "asks once and greedily, for the answer alone")
{
    public override void Probe(Probe probe)
    {
        var model = new FakeModel((turns, _) => turns[^1].Text.EndsWith("directly.", StringComparison.Ordinal)
            ? "It must be 17."
            : "1: 9 + 9 = 18");
        Solving.Observe(probe, "result", Solving.Run(model, "What is 9 + 8?", Strategy.Direct));
        Solving.ObserveRequests(probe, "requests", model);
        Solving.Observe(probe, "a reply without an answer",
            Solving.Run(new FakeModel((_, _) => "No idea"), "What is 9 + 8?", Strategy.Direct));
        Solving.Observe(probe, "an empty reply", Solving.Run(new FakeModel((_, _) => ""), "What is 9 + 8?", Strategy.Direct));
        Solving.Observe(probe, "a reply with white space around it",
            Solving.Make(new FakeModel((_, _) => " \n17 \n"), reply => $"<{reply}>")
                .SolveAsync("What is 9 + 8?", Strategy.Direct).GetAwaiter().GetResult());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SolvesInSteps()
    : VisibleCheck("M06.E6.steps", "asks for steps in the words agreed, and gives the whole reply as its trace", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeModel model = new((turns, options) => turns[^1].Text.Contains("step", StringComparison.Ordinal)
            ? options.Sampling.Temperature == 0 ? "1: 9 + 8 = 17\n2: 17 - 2 = 15\n\nThe answer is 15." : "The answer is 1."
            : "The answer is 2.");
        Solving.Observe(probe, "result", Solving.Run(model, "What is 9 + 8 - 2? 🙂\r\n", Strategy.ChainOfThought));
        Solving.ObserveRequests(probe, "requests", model);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SolvesByVote()
    : Check("M06.E6.vote", "samples with the seeds 0, 1, … and puts answers with their log-probabilities to the vote", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeReply[] replies = [new("1: a b\nThe answer is 4.", -2.5), new("x The answer is 5.", -0.5), new("nothing", -1), new("so 5", -8),
            new("or 4", -3), new("or 6", -0.25), new("still 5", -16)];
        var model = new FakeModel((_, options) => options.Sampling.Temperature == 0
            ? "The answer is 0."
            : replies[options.Sampling.Seed % (ulong)replies.Length]);
        Solving.Observe(probe, "seven samples", Solving.Run(model, "Which?", Strategy.SelfConsistency(7, 0.6)));
        Solving.ObserveRequests(probe, "requests", model);
        Solving.Observe(probe, "one sample", Solving.Run(model, "Which?", Strategy.SelfConsistency(1)));

        string seen = "";
        var solver = new Solver(model, Solving.LastNumber, candidates =>
        {
            seen = string.Join(", ",
                candidates.Select(c => FormattableString.Invariant($"{c.Answer ?? "null"} at {c.LogProbability:0.###}")));
            return "what the vote says";
        });
        probe.Observe("answer of another vote", solver.SolveAsync("Which?", Strategy.SelfConsistency(6)).GetAwaiter().GetResult().Answer);
        probe.Observe("candidates", seen);
        probe.Observe("the vote of one", solver.SolveAsync("Which?", Strategy.SelfConsistency(1)).GetAwaiter().GetResult().Answer);
        Solving.Observe(probe, "replies with white space around them",
            Solving.Make(new FakeModel((_, options) => $" {options.Sampling.Seed} \n"), reply => $"<{reply}>")
                .SolveAsync("Which?", Strategy.SelfConsistency(2)).GetAwaiter().GetResult());
        probe.Observe("samples are of the model's own distribution", Solving.IsUncut(model));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("One candidate for each seed, whether it has an answer or not; the log-probability is the sum over its tokens.");
}

public sealed class IgnoresWhoIsFirst() : Check("M06.E6.order", "does not depend on which reply comes first", points: 2)
{
    public override void Probe(Probe probe)
    {
        var model = new FakeModel(
            (_, options) =>
                new FakeReply(options.Prefix.Length > 9 ? $"The answer is {options.Sampling.Seed}." : $"step {options.Sampling.Seed}", -1));
        string seen = "";
        var voter = new Solver(new ReverseModel(model, 4), Solving.LastNumber,
            candidates => seen = string.Join(' ', candidates.Select(c => c.Answer)));
        Solving.Observe(probe, "by vote", voter.SolveAsync("q", Strategy.SelfConsistency(4)).GetAwaiter().GetResult());
        probe.Observe("candidates", seen);
        Solving.Observe(probe, "by tree", Solving.Run(new ReverseModel(model, 2), "q", Strategy.TreeOfThoughts(1, 3, 2)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Keep the replies in the order of their seeds, such as Task.WhenAll does.");
}

public sealed class FindsTheBestPath()
    : Check("M06.E6.best-path", "finds the path with the greatest log-probability that its breadth lets it see", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Solving.Tree(new()
        {
            [""] = [new("a", -1), new("b", -2), new("c", -4)],
            ["a\n"] = [new("a1", -8), new("a2", -9), new("a3", -8.5)],
            ["b\n"] = [new("b1", -6.5), new("b2", -1), new("b3", -3)],
            ["c\n"] = [new("c1", -0.125), new("c2", -9), new("c3", -9)],
            ["a\na1\n"] = [new("The answer is 1.", -1), new("The answer is 2.", -2), new("The answer is 3.", -3)],
            ["b\nb2\n"] = [new("The answer is 4.", -7), new("The answer is 5.", -6), new("The answer is 6.", -8)],
            ["b\nb3\n"] = [new("The answer is 7.", -5), new("The answer is 8.", -4.5), new("The answer is 9.", -3)],
            ["c\nc1\n"] = [new("The answer is 10.", -3), new("The answer is 11.", -0.5), new("more", -0.25)],
        });
        foreach (int breadth in new[] { 1, 2, 3 })
            Solving.Observe(probe, $"breadth {breadth}", Solving.Run(model, "Go on.", Strategy.TreeOfThoughts(breadth, 3)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A path's score is the sum over all of its steps; the paths of a level compete with each other, whichever path they come from.");
}

public sealed class AsksForNextSteps()
    : Check("M06.E6.requests", "sends the steps so far as the prefix, with a line end behind each, and stops at the next one", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Solving.Tree(new()
        {
            [""] = [new(" one ", -1), new("two\n2b", -2)],
            ["one\n"] = [new("three\n\nmore", -1), new("\nfour", -3)],
            ["two\n"] = [new("The answer is 7.\nIt is.", -1), new("five", -4)],
            ["one\nthree\n"] = [new("The answer is 8.", -1), new("six", -2)],
        });
        Solving.Observe(probe, "result", Solving.Run(model, "Solve it.", Strategy.TreeOfThoughts(2, 3, 2, temperature: 0.8)));
        Solving.ObserveRequests(probe, "requests", model);
        probe.Observe("steps are of the model's own distribution", Solving.IsUncut(model));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(_ => Tolerance.Exact);
}

public sealed class LeavesDeadEnds() : Check("M06.E6.dead-ends", "drops a path without a next step, and goes on with the others", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Solving.Tree(new()
        {
            [""] = [new("a", -1), new("b", -8), new(" \n", -0.5), new("b", -2)],
            ["a\n"] = [new("", -0.5), new("  ", -0.5), new("\n", -0.5), new("\t", -0.5)],
            ["b\n"] = [new("c", -4), new("c", -1), new("d", -5), new("", -1)],
            ["b\nc\n"] = [new("", -1), new("", -1), new("", -1), new(" ", -1)],
            ["b\nd\n"] = [new("The answer is 2.", -9), new("", -1), new("", -1), new("The answer is 3.", -8)],
        });
        Solving.Observe(probe, "two paths", Solving.Run(model, "q", Strategy.TreeOfThoughts(2, 5, 4)));
        Solving.Observe(probe, "one path", Solving.Run(model, "q", Strategy.TreeOfThoughts(1, 5, 4)));
        FakeModel blanks = Solving.Tree(new()
        {
            [""] = [new(" s", -5), new("s \n", -1), new("S", -2)],
            ["s\n"] = [new("The answer is 4.", -1), new("The answer is 4.", -9), new("\tThe answer is 4.", -0.5)],
            ["S\n"] = [new("The answer is 5.", -1), new("t", -1), new("T", -1)],
        });
        Solving.Observe(probe, "equal but for white space", Solving.Run(blanks, "q", Strategy.TreeOfThoughts(3, 2, 3)));
        Solving.Observe(probe, "nothing at all",
            Solving.Run(new FakeModel((_, _) => new FakeReply("  ", -1)), "q", Strategy.TreeOfThoughts(3, 4, 2)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Of equal steps the first counts, with its own log-probability; what is empty is no step.");
}

public sealed class EndsAtAnswers()
    : Check("M06.E6.ends",
        "keeps complete paths in the race, asks them no more, and ends when all are complete or the depth is reached", points: 2)
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Solving.Tree(new()
        {
            [""] = [new("The answer is 1.", -9), new("a", -1)],
            ["a\n"] = [new("b", -1), new("The answer is 2.", -10)],
            ["a\nb\n"] = [new("the answer is 3.", -2), new("So The answer is 4.", -2.5)],
            ["a\nb\nthe answer is 3.\n"] = [new("The answer is 5.", -1), new("c", -0.5)],
            ["a\nb\nSo The answer is 4.\n"] = [new("The answer is 6.", -1.25), new("d", -4)],
            ["a\nb\nthe answer is 3.\nc\n"] = [new("The answer is 7.", -9), new("e", -0.5)],
        });
        foreach ((int breadth, int depth) in new[] { (1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (2, 3), (1, 4), (2, 4), (3, 5), (1, 5) })
            Solving.Observe(probe, $"breadth {breadth}, depth {depth}",
                Solving.Run(model, "q", Strategy.TreeOfThoughts(breadth, depth, 2)));

        FakeModel ties = Solving.Tree(new()
        {
            [""] = [new("x", -2), new("y", -2), new("z", -2)],
            ["x\n"] = [new("The answer is 10.", -4), new("x2", -2), new("x3", -3)],
            ["y\n"] = [new("The answer is 11.", -2), new("The answer is 12.", -2), new("y3", -2)],
            ["x\nx2\n"] = [new("The answer is 13.", -1), new("", 0), new("", 0)],
        });
        foreach (int breadth in new[] { 1, 2 })
            Solving.Observe(probe, $"equal scores, breadth {breadth}", Solving.Run(ties, "q", Strategy.TreeOfThoughts(breadth, 3)));
        Solving.Observe(probe, "equal scores and no answer", Solving.Run(ties, "q", Strategy.TreeOfThoughts(3, 1)));

        // A complete path has the place of the path that it is, before or behind the steps of another.
        Dictionary<string, FakeReply[]> after = new() { ["p\n"] = [new("The answer is 21.", 0), new("q", 0)] };
        FakeModel early = Solving.Tree(new(after) { [""] = [new("The answer is 20.", -3), new("p", -3)] }),
            late = Solving.Tree(new(after) { [""] = [new("p", -3), new("The answer is 20.", -3)] });
        Solving.Observe(probe, "a complete path that comes first", Solving.Run(early, "q", Strategy.TreeOfThoughts(2, 2, 2)));
        Solving.Observe(probe, "a complete path that comes last", Solving.Run(late, "q", Strategy.TreeOfThoughts(2, 2, 2)));
        FakeModel colon = Solving.Tree(new() { [""] = [new("a", -2)], ["a\n"] = [new("The answer is: 7", -1)] });
        Solving.Observe(probe, "the step that the answer is in",
            Solving.Make(colon, reply => $"<{reply}>").SolveAsync("q", Strategy.TreeOfThoughts(1, 4, 1)).GetAwaiter().GetResult());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SearchesAnyTree()
    : LateCheck("M06.E6.random-trees", "finds path, answer and cost in random trees with dead ends, answers and equal steps", points: 3)
{
    public override void Probe(Probe probe)
    {
        for (int i = 0; i < 24; i++)
        {
            int breadth = 1 + (i % 4), depth = 1 + (i % 6), proposals = 1 + (i % 5);
            string salt = $"{probe.Random.NextInteger(0, 1 << 30)}";
            var model = new FakeModel(
                (_, options) =>
                    Reply(CheckRandom.For($"{salt}|{options.Prefix}|{options.Sampling.Seed}"), options.Prefix.Count(c => c == '\n')));
            Solving.Observe(probe, $"tree {i + 1}", Solving.Run(model, "q", Strategy.TreeOfThoughts(breadth, depth, proposals)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Work the search by hand on a tree of six nodes, and compare what is left after each level.");

    private static FakeReply Reply(CheckRandom random, int level)
    {
        double kind = random.NextDouble(), logProbability = -5 * random.NextDouble();
        string text = kind < 0.15 ? " " : kind < 0.15 + (0.1 * level)
            ? $"The answer is {random.NextInteger(0, 50)}."
            : $"step {random.NextInteger(0, 4)}\nand more";
        return new FakeReply(text, logProbability);
    }
}

public sealed class EndsWhenCancelled()
    : Check("M06.E6.cancel", "ends when it is cancelled, and lets the model's exceptions through", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (Strategy strategy
            in new[] { Strategy.Direct, Strategy.ChainOfThought, Strategy.SelfConsistency(3), Strategy.TreeOfThoughts(2, 2, 2) })
        {
            var model = new FakeModel((_, _) => "The answer is 1.");
            probe.Observe($"{strategy.Kind}: cancelled before", Solving.End(model, strategy, new CancellationToken(canceled: true)));
            probe.Observe($"{strategy.Kind}: calls when cancelled before", model.Requests.Count);
            int asked = 0;
            var failing = new FakeModel((_, options) => options.Sampling.Temperature == 0 || Interlocked.Increment(ref asked) == 2
                ? throw new TimeoutException("no reply")
                : "The answer is 1.");
            probe.Observe($"{strategy.Kind}: a model of which one call fails", Solving.End(failing, strategy));
        }

        using var cancellation = new CancellationTokenSource();
        var cancelling = new FakeModel((_, options) =>
        {
            if (options.Prefix.Contains("step 0\nstep 0\n", StringComparison.Ordinal)) cancellation.Cancel();
            return new FakeReply($"step {options.Sampling.Seed}", -1 - (double)options.Sampling.Seed);
        });
        probe.Observe("cancelled at the third level", Solving.End(cancelling, Strategy.TreeOfThoughts(1, 20, 2), cancellation.Token));
        probe.Observe("asked no further level", cancelling.Requests.Count is 5 or 6);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Pass the token on to every call, and await the calls: .Result wraps what they throw.");
}

public sealed class RefusesBlankQuestions() : Check("M06.E6.bad-arguments", "refuses blank questions and no strategy")
{
    public override void Probe(Probe probe)
    {
        var model = new FakeModel((_, _) => "The answer is 1.");
        probe.ObserveThrows<ArgumentException>("an empty question", () => Solving.Run(model, "", Strategy.Direct));
        probe.ObserveThrows<ArgumentException>("a blank question", () => Solving.Run(model, " \t\r\n", Strategy.SelfConsistency(2)));
        probe.ObserveThrows<ArgumentException>("no question", () => Solving.Run(model, null!, Strategy.ChainOfThought));
        probe.ObserveThrows<ArgumentException>("no strategy", () => Solving.Run(model, "q", null!));
        probe.Observe("calls", model.Requests.Count);
        probe.ObserveAccepts("a question of one sign", () => Solving.Run(model, "?", Strategy.TreeOfThoughts(1, 1, 1)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SolvesMoreInSteps : LateCheck
{
    private const int Items = 30, TreeItems = 12, Samples = 5, Operations = 3;
    private const string Direct = "right at once", Steps = "right in steps", Vote = "right by vote", Tree = "right by tree";

    /// <summary>One sample at this temperature is wrong half of the time, so that a vote of equal samples shows.</summary>
    private const double Heat = 1.4;

    public SolvesMoreInSteps()
        : base("M06.E6.accuracy", "solves more questions of a real model in steps than at once, and as many by vote and by tree",
            points: 2) => TimeLimit = TimeSpan.FromSeconds(40);

    public override void Probe(Probe probe)
    {
        LocalModel model = probe.Owns(LocalModel.LoadShipped());
        var random = new TaskRandom((ulong)probe.Random.NextInteger(0, 1 << 30));
        TaskItem[] items =
            [.. Enumerable.Range(0, Items).Select(_ => new ArithmeticTask { Operations = Operations, Instructs = false }.Make(random))];
        int done = 0;
        probe.Observe(Direct, Right(Strategy.Direct, Items));
        probe.Observe(Steps, Right(Strategy.ChainOfThought, Items));
        probe.Observe(Vote, Right(Strategy.SelfConsistency(Samples, Heat), Items));
        probe.Observe(Tree, Right(Strategy.TreeOfThoughts(2, Operations + 1, 2), TreeItems));

        int Right(Strategy strategy, int count) => items.Take(count).Count(item =>
        {
            probe.Progress((double)done++ / ((3 * Items) + TreeItems), "solving");
            return Solving.Run(model, item.Prompt[0].Text, strategy).Answer == item.Answer;
        });
    }

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        double direct = evidence.Number(Direct), steps = evidence.Number(Steps);
        if (steps - direct < 0.15 * Items)
            return Verdict.Fail(FormattableString.Invariant(
                $"Of {Items} questions {steps} are right in steps and {direct} at once: steps have to bring at least 15 points."),
                hint: "Are the words that ask for steps behind the question?");
        foreach ((string name, int count, string hint) in new[]
        {
            (Steps, Items, "One greedy call, and the whole reply is read."),
            (Vote, Items, "Give each sample a seed of its own: equal samples have nothing to vote on."),
            (Tree, TreeItems, "Look at what is sent at the second level: are all steps so far in the prefix?"),
        })
        {
            double least = Least(evidence.Expected.OfType<NumberObservation>().First(o => o.Name == name).Value, count);
            if (evidence.Number(name) < least)
                return Verdict.Fail(FormattableString.Invariant(
                    $"Of {count} questions only {evidence.Number(name)} are {name}; {Math.Ceiling(least)} are to be expected."),
                    hint: hint);
        }

        return Verdict.Pass;
    }

    // Three binomial standard deviations below what the solution had when it was recorded: another processor rounds otherwise. The share is
    // drawn a little to the middle (Agresti and Coull 1998), as none wrong of thirty does not mean that none can be.
    private static double Least(double right, int count)
    {
        double share = (right + 2) / (count + 4);
        return Math.Max(0, right - (3 * Math.Sqrt(count * share * (1 - share))));
    }
}
