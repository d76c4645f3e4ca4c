namespace LLMCourse.Checks.M05;

public sealed class SpeculativeIsGreedy()
    : VisibleCheck("M05.E6.greedy", "makes the text of the target alone, whatever the draft proposes", points: 2)
{
    public override void Probe(Probe probe)
    {
        MarkovTable target = MarkovTable.Random(probe.Random, 8, 2), draft = MarkovTable.Random(probe.Random, 8, 2);
        foreach (int k in new[] { 1, 2, 4, 7 })
        {
            probe.Observe($"a bad draft, k = {k}", Speculative.Greedy(target, draft, [1, 2], 14, k).Tokens);
            probe.Observe($"models that see the whole text, k = {k}",
                Speculative.Greedy(new ContextModel(6, 30, 9), new ContextModel(6, 30, 10), [1, 2], 14, k).Tokens);
        }

        probe.Observe("equals go to the lowest id",
            Speculative.Greedy(new MarkovTable([[1, 1, 1], [0, 2, 2], [3, 0, 3]]), new MarkovTable([[0, 0, 1], [0, 2, 2], [3, 0, 3]]), [2],
                6, 3).Tokens);
        probe.Observe("no tokens", Speculative.Greedy(target, draft, [1], 0, 3).Tokens);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SpeculativeCounts() : Check("M05.E6.counts", "counts proposals, acceptances and rounds", points: 2)
{
    public override void Probe(Probe probe)
    {
        float[][] rows = [.. Enumerable.Range(0, 9).Select(_ => Models.Logits(probe.Random, 9, 2))];
        float[][] near = [.. rows.Select((row, i) => i % 3 == 0 ? Models.Logits(probe.Random, 9, 2) : row)];
        foreach (int k in new[] { 1, 3, 5 })
        {
            foreach (int n in new[] { 1, 8, 13 })
            {
                Observe(probe, $"target as its own draft, k = {k}, {n} tokens",
                    Speculative.Greedy(new MarkovTable(rows), new MarkovTable(rows), [4], n, k));
                Observe(probe, $"a draft that is often right, k = {k}, {n} tokens",
                    Speculative.Greedy(new MarkovTable(rows), new MarkovTable(near), [4], n, k));
            }
        }

        var rng = new Xoshiro(3);
        Observe(probe, "target as its own draft, sampled",
            Speculative.Sample(new MarkovTable(rows), new MarkovTable(rows), [4], 12, 3, ref rng));

        // Models that are certain: what is drawn from them does not depend on the random numbers.
        float[][] certain = [.. Enumerable.Range(0, 9).Select(i => Certain((i + 1) % 9))];
        float[][] often = [.. Enumerable.Range(0, 9).Select(i => Certain(i % 4 == 0 ? i : (i + 1) % 9))];
        foreach (int k in new[] { 1, 3, 12 })
        {
            Observe(probe, $"certain models, k = {k}, sampled",
                Speculative.Sample(new MarkovTable(certain), new MarkovTable(often), [0], 31, k, ref rng));
            Observe(probe, $"a certain draft that is right, k = {k}, sampled",
                Speculative.Sample(new MarkovTable(certain), new MarkovTable(certain), [0], 27, k, ref rng));
        }

        // Of two equal tokens the draft proposes the lower one, which is wrong after token 0 and right after token 1.
        float[][] target = [[0, 0, 1], [1, 0, 0], [0, 1, 0]], equals = [[0, 1, 1], [1, 0, 1], [1, 1, 0]];
        Observe(probe, "a draft with equals", Speculative.Greedy(new MarkovTable(target), new MarkovTable(equals), [0], 12, 2));
        Observe(probe, "k = 2³¹ − 1", Speculative.Greedy(new MarkovTable(rows), new MarkovTable(near), [4], 9, int.MaxValue));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A round proposes min(k, tokens still to make − 1) tokens, and counts as one whether or not anything is rejected.");

    private static float[] Certain(int token) =>
        [.. Enumerable.Range(0, 9).Select(i => i == token ? 0 : float.NegativeInfinity)];

    private static void Observe(Probe probe, string name, SpeculativeResult result) =>
        probe.Observe($"{name}: number, proposed, accepted, rounds",
            (IEnumerable<int>)new[] { result.Tokens.Count, result.Proposed, result.Accepted, result.Rounds });
}

public sealed class SpeculativeResidual() : Check("M05.E6.residual", "computes what is left of p where q is taken away")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("residual", (IEnumerable<double>)Speculative.Residual([0.5, 0.3, 0.2, 0], [0.2, 0.4, 0.1, 0.3]));
        probe.Observe("residual of disjoint ones", (IEnumerable<double>)Speculative.Residual([0.25, 0.75, 0], [0, 0, 1]));
        probe.Observe("residual of the same", (IEnumerable<double>)Speculative.Residual([0.25, 0.75], [0.25, 0.75]));
        probe.Observe("residual of nearly the same", (IEnumerable<double>)Speculative.Residual([0.5 + 1e-9, 0.5 - 1e-9], [0.5, 0.5]));
        double[] p = Models.Probabilities(Models.Logits(probe.Random, 50, 2)), q = Models.Probabilities(Models.Logits(probe.Random, 50, 2));
        probe.Observe("residual over 50 tokens", (IEnumerable<double>)Speculative.Residual(p, q));
        probe.ObserveThrows<ArgumentException>("other numbers of tokens", () => Speculative.Residual([0.5, 0.5], [1]));
        probe.ObserveThrows<ArgumentException>("more tokens in q", () => Speculative.Residual([1], [0.5, 0.5]));
        probe.ObserveThrows<ArgumentException>("no tokens", () => Speculative.Residual([], []));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-12, 1e-12, "the numbers are float64"));
}

public sealed class SpeculativeDistribution()
    : Check("M05.E6.distribution", "draws texts just as the target would: 200,000 of them, over 8 tokens", points: 3)
{
    // The 0.9999 quantile of χ² with 63 degrees of freedom; both cases have 64 pairs of tokens that can occur.
    private const double Limit = 114;
    private const int Runs = 200_000, V = 8;

    public override void Probe(Probe probe)
    {
        float[][] p = [.. Enumerable.Range(0, V).Select(_ => Models.Logits(probe.Random, V, 0.8))];
        float[][] q = [.. Enumerable.Range(0, V).Select(_ => Models.Logits(probe.Random, V, 1.5))];
        q[2][5] = q[3][1] = float.NegativeInfinity; // a draft that does not know a token
        MarkovTable target = new(p), draft = new(q);
        var rng = new Xoshiro(99);
        int[] front = new int[V * V], back = new int[V * V];
        for (int run = 0; run < Runs; run++)
        {
            IReadOnlyList<int> tokens = Speculative.Sample(target, draft, [2], 4, 3, ref rng).Tokens;
            front[(tokens[0] * V) + tokens[1]]++;
            back[(tokens[2] * V) + tokens[3]]++;
        }

        double[][] rows = [.. p.Select(row => Models.Probabilities(row))];
        double[] first = rows[2], second = Step(first, rows), third = Step(second, rows);
        probe.Observe("chi-square of the first two tokens", ChiSquare(front, first, rows));
        probe.Observe("chi-square of the last two tokens", ChiSquare(back, third, rows));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double front = evidence.Number("chi-square of the first two tokens"), back = evidence.Number("chi-square of the last two tokens");
        return front < Limit && back < Limit
            ? Verdict.Pass
            : Verdict.Fail("The texts are not distributed as the target's (p < 1e-4).",
                FormattableString.Invariant(
                    $"χ² with 63 degrees of freedom is {front:0} for the first two tokens and {back:0} for the last two."),
                    "Accept with min(1, p/q); after a rejection draw from max(0, p − q), normalised; after k acceptances draw one more from p.");
    }

    private static double[] Step(double[] at, double[][] rows) =>
        [.. Enumerable.Range(0, V).Select(j => Enumerable.Range(0, V).Sum(i => at[i] * rows[i][j]))];

    private static double ChiSquare(int[] counts, double[] first, double[][] rows)
    {
        double sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = Runs * first[i / V] * rows[i / V][i % V];
            sum += (counts[i] - expected) * (counts[i] - expected) / expected;
        }

        return sum;
    }
}

public sealed class SpeculativeAcceptance() : LateCheck("M05.E6.acceptance", "accepts as often as p and q overlap: Σ min(p, q)", points: 2)
{
    public override void Probe(Probe probe)
    {
        float[] p = Models.Logits(probe.Random, 8, 1), q = Models.Logits(probe.Random, 8, 1);
        MarkovTable target = new([.. Enumerable.Repeat(p, 8)]), draft = new([.. Enumerable.Repeat(q, 8)]);
        var rng = new Xoshiro(5);
        int proposed = 0, accepted = 0;
        for (int run = 0; run < 1000; run++)
        {
            SpeculativeResult result = Speculative.Sample(target, draft, [0], 21, 1, ref rng);
            proposed += result.Proposed;
            accepted += result.Accepted;
        }

        probe.Observe("acceptance rate less the overlap",
            ((double)accepted / Math.Max(1, proposed)) - Models.Probabilities(p).Zip(Models.Probabilities(q), Math.Min).Sum());
        probe.Observe("enough proposals", proposed >= 10_000);
    }

    public override Verdict Judge(Evidence evidence)
    {
        // Ten thousand proposals or more: the standard deviation of the rate is at most 0.005.
        double difference = evidence.Number("acceptance rate less the overlap");
        return Math.Abs(difference) < 0.02 && evidence.Flag("enough proposals")
            ? Verdict.Pass
            : Verdict.Fail("The acceptance rate is not Σ min(p, q).", FormattableString.Invariant($"It differs by {difference:0.000}."),
                "Compare a random number with p(x)/q(x) at the proposed token x.");
    }
}

public sealed class SpeculativeImpossible()
    : Check("M05.E6.impossible", "never makes a token that the target rules out, and exactly as many as are wanted")
{
    public override void Probe(Probe probe)
    {
        const float Never = float.NegativeInfinity;
        MarkovTable target = new([[Never, 0, 1, Never], [0, Never, 1, Never], [1, 0, Never, Never], [0, 0, 0, Never]]);
        MarkovTable draft = new([[2, 0, Never, 5], [0, 0, 0, 3], [0, 0, 1, 2], [0, 0, 0, 0]]);
        bool possible = true, exact = true;
        var rng = new Xoshiro(8);
        for (int n = 0; n < 200; n++)
        {
            IReadOnlyList<int> tokens = Speculative.Sample(target, draft, [3], n % 12, 1 + (n % 5), ref rng).Tokens;
            exact &= tokens.Count == n % 12;
            for (int i = 0; i < tokens.Count; i++) possible &= tokens[i] != 3 && (i == 0 || tokens[i] != tokens[i - 1]);
        }

        MarkovTable large = new([[0, 900, 0], [0, 0, 900], [900, 0, 0]]);
        probe.Observe("tokens of logits whose exponentials are infinite",
            Speculative.Sample(large, new MarkovTable([[0, 0, 0], [0, 800, 0], [0, 0, 0]]), [0], 6, 2, ref rng).Tokens);
        probe.Observe("all tokens are possible", possible);
        probe.Observe("all texts have their length", exact);
    }
}

public sealed class SpeculativeContext() : Check("M05.E6.context", "shows each model the last tokens that fit its own context")
{
    public override void Probe(Probe probe)
    {
        int[] prompt = Models.Tokens(probe.Random, 7, 10);
        SpeculativeResult result = Speculative.Greedy(new ContextModel(7, 6, 1), new ContextModel(7, 3, 1), prompt, 16, 4);
        probe.Observe("a draft with a shorter context", result.Tokens);
        probe.Observe("accepted", result.Accepted);
        result = Speculative.Greedy(new ContextModel(7, 2, 2), new ContextModel(7, 5, 2), prompt, 16, 3);
        probe.Observe("a draft with a longer context", result.Tokens);
        probe.Observe("accepted from the longer one", result.Accepted);

        // Logits this far apart leave one token possible, so that what is drawn does not depend on the draws.
        var rng = new Xoshiro(5);
        foreach ((int large, int small) in new[] { (6, 3), (2, 5) })
        {
            probe.Observe($"drawn with contexts of {large} and {small}", Speculative.Sample(new ContextModel(7, large, 1, spread: 1e6),
                new ContextModel(7, small, 1, spread: 1e6), prompt, 16, 4, ref rng).Tokens);
        }

        probe.Observe("the prompt afterwards", (IEnumerable<int>)prompt);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SpeculativeBadArguments()
    : Check("M05.E6.bad-arguments", "refuses other vocabularies, an empty prompt, unknown tokens and numbers out of range")
{
    public override void Probe(Probe probe)
    {
        MarkovTable four = Generations.Ring(4), five = Generations.Ring(5);
        probe.ObserveThrows<ArgumentException>("vocabularies of 4 and 5", () => Speculative.Greedy(four, five, [1], 3, 2));
        probe.ObserveThrows<ArgumentException>("no prompt", () => Speculative.Greedy(four, four, [], 3, 2));
        probe.ObserveThrows<ArgumentException>("token 4 of 4", () => Speculative.Greedy(four, four, [4], 3, 2));
        CarelessModel careless = new(4);
        probe.ObserveThrows<ArgumentException>("vocabularies of 4 and 5, and models that do not care",
            () => Speculative.Greedy(careless, new CarelessModel(5), [1], 3, 2));
        probe.ObserveThrows<ArgumentException>("vocabularies of 5 and 4, and models that do not care",
            () => Speculative.Greedy(new CarelessModel(5), careless, [1], 3, 2));
        probe.ObserveThrows<ArgumentException>("no prompt, and models that do not care",
            () => Speculative.Greedy(careless, careless, [], 3, 2));
        probe.ObserveThrows<ArgumentException>("token 4 of 4, and models that do not care",
            () => Speculative.Greedy(careless, careless, [4], 3, 2));
        probe.ObserveThrows<ArgumentException>("−1 tokens, and models that do not care",
            () => Speculative.Greedy(careless, careless, [1], -1, 2));
        probe.ObserveThrows<ArgumentException>("token −1, and models that do not care",
            () => Speculative.Greedy(careless, careless, [-1], 3, 2));
        probe.ObserveThrows<ArgumentException>("no prompt, and no tokens wanted", () => Speculative.Greedy(four, four, [], 0, 2));
        probe.ObserveThrows<ArgumentException>("k = 0", () => Speculative.Greedy(four, four, [1], 3, 0));
        probe.ObserveThrows<ArgumentException>("−1 tokens", () => Speculative.Greedy(four, four, [1], -1, 2));
        probe.ObserveThrows<ArgumentException>("k = 0, sampled", () =>
        {
            var rng = new Xoshiro(1);
            _ = Speculative.Sample(four, four, [1], 3, 0, ref rng);
        });
        probe.ObserveAccepts("k = 1", () => Speculative.Greedy(four, four, [1], 3, 1));
    }
}
