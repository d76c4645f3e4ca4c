namespace LLMCourse.Checks.M06;

/// <summary>Pools of examples for the checks.</summary>
internal static class Pools
{
    public static float[] Vector(CheckRandom random, int width) => [.. Enumerable.Range(0, width).Select(_ => (float)random.NextNormal())];

    /// <summary>Draws a pool whose labels come up with unequal chances.</summary>
    public static Example[] Draw(CheckRandom random, int count, int width, params string[] labels) =>
        [.. Enumerable.Range(0, count)
            .Select(i =>
                new Example($"question {i}", labels[(int)(labels.Length * Math.Pow(random.NextDouble(), 2))], Vector(random, width)))];

    /// <summary>Observes which examples are chosen for each k, whatever their order: that is a check of its own.</summary>
    public static void ObserveChosen(Probe probe, string name, float[] vector, Example[] pool, SelectionOptions options,
        params IEnumerable<int> ks)
    {
        foreach (int k in ks)
            probe.Observe($"{name}, k = {k}", (IEnumerable<int>)ExampleSelector.Pick("?", vector, pool, k, options).Order());
    }

    /// <summary>A pool in the plane, by angles in degrees from the question's direction; lengths differ.</summary>
    public static Example[] Angles(params (double Degrees, double Length, string Label)[] examples) =>
        [.. examples.Select((e, i) => new Example($"question {i}", e.Label,
            [(float)(e.Length * Math.Cos(e.Degrees * Math.PI / 180)), (float)(e.Length * Math.Sin(e.Degrees * Math.PI / 180))]))];
}

public sealed class CosineOfVectors()
    : VisibleCheck("M06.E3.cosine", "divides by both lengths, without overflow, and gives 0 for a vector of zeros")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("a right triangle's", ExampleSelector.Cosine([3, 4], [5, 12]));
        probe.Observe("the other way", ExampleSelector.Cosine([1, -2, 3], [-2, 4, -6]));
        probe.Observe("zeros first", ExampleSelector.Cosine([0, 0, 0], [1, 2, 3]));
        probe.Observe("zeros second", ExampleSelector.Cosine([1, 2, 3], [0, 0, 0]));
        probe.Observe("zeros twice", ExampleSelector.Cosine([0], [0]));
        probe.Observe("large ones", ExampleSelector.Cosine([3e30f, 4e30f], [4e35f, 3e35f]));
        probe.Observe("small ones", ExampleSelector.Cosine([3e-30f, 4e-30f], [4e-35f, 3e-35f]));
        probe.Observe("a large and a small one", ExampleSelector.Cosine([3e37f, 4e37f], [4e-37f, 0]));
        for (int i = 0; i < 5; i++)
            probe.Observe($"random ones {i}", ExampleSelector.Cosine(Pools.Vector(probe.Random, 20), Pools.Vector(probe.Random, 20)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-12, 1e-12, "sums in double are good to about 1e-15, in whatever order"))
            .WithHint("Add up in double: squares of float32 numbers leave its range.");
}

public sealed class PicksSimilar()
    : Check("M06.E3.similar", "picks the most similar examples, the lower index first among equals", points: 2)
{
    public override void Probe(Probe probe)
    {
        Example[] pool =
            Pools.Angles((80, 1, "a"), (20, 0.1, "a"), (-50, 9, "b"), (170, 5, "b"), (10, 0.01, "a"), (100, 1, "b"), (-30, 20, "c"));
        Pools.ObserveChosen(probe, "a pool in the plane", [2, 0], pool, new SelectionOptions(), 1, 2, 3, 4, 5, 6, 7);

        // In float32 both cosines are 1.
        Pools.ObserveChosen(probe, "two that are very similar", [1, 0],
            [new("wide", "a", [1, 3e-5f]), new("narrow", "a", [1, 1e-5f])], new SelectionOptions(), 1);

        // The same vectors again: whoever comes first is the more similar one.
        Example[] twice = [.. pool, .. pool.Select((e, i) => e with { Question = $"again {i}" })];
        Pools.ObserveChosen(probe, "a pool that has everything twice", [2, 0], twice, new SelectionOptions { Seed = 5 }, 1, 2, 3, 5, 9);
        for (int i = 0; i < 5; i++)
            Pools.ObserveChosen(probe, $"a random pool {i}", Pools.Vector(probe.Random, 8), Pools.Draw(probe.Random, 30, 8, "a", "b"),
                new SelectionOptions { Mode = SelectionMode.Similar, Lambda = 0.1 }, 1, 6, 15);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Compare cosines, and replace the best so far only by a better one.");
}

public sealed class ShowsTheBestLast() : Check("M06.E3.order", "shows the first choice last, next to the question")
{
    public override void Probe(Probe probe)
    {
        Example[] pool =
            Pools.Angles((80, 1, "a"), (20, 0.1, "a"), (-50, 9, "b"), (170, 5, "b"), (10, 0.01, "a"), (100, 1, "b"), (-30, 20, "c"));
        foreach (SelectionMode mode in new[] { SelectionMode.Similar, SelectionMode.Mmr })
        {
            foreach (bool balance in new[] { false, true })
            {
                foreach (int k in new[] { 1, 2, 5, 7 })
                    probe.Observe($"{mode}, balanced {balance}, k = {k}",
                        (IEnumerable<int>)ExampleSelector.Pick("?", [2, 0], pool, k,
                            new SelectionOptions { Mode = mode, BalanceLabels = balance }));
            }
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Choose the best first, and turn the order round at the end.");
}

public sealed class NeverPicksTheQuestion()
    : Check("M06.E3.leak", "never picks the question itself, typed otherwise, in any mode", points: 3)
{
    public override void Probe(Probe probe)
    {
        string[] typed = ["What is 2 + 2?", "what is 2 + 2?", " What is 2 + 2?\r\n", "What  is\t2 + 2?", "WHAT IS\n\n2 + 2?\u00a0"];
        string[] others = ["What is 2 + 2", "What!is!2!+!2?", "What is 2+2?", "What is 2 + 3?", "", "Whatis 2 + 2?"];
        Example[] pool = [.. typed.Concat(others).Select((text, i) => new Example(text, i % 2 == 0 ? "even" : "odd", [1, 0.1f * i]))];
        foreach (SelectionMode mode in new[] { SelectionMode.Similar, SelectionMode.Mmr, SelectionMode.Random })
        {
            foreach (bool balance in new[] { false, true })
            {
                for (int i = 0; i < typed.Length; i++)
                    probe.Observe($"{mode}, balanced {balance}, typed in way {i}",
                        (IEnumerable<int>)ExampleSelector.Pick(typed[i], [1, 0], pool, 10,
                            new SelectionOptions { Mode = mode, Seed = 3, BalanceLabels = balance }).Order());
            }
        }

        probe.Observe("nothing but the question",
            (IEnumerable<int>)ExampleSelector.Pick(typed[1], [1, 0], pool[..5], 3, new SelectionOptions()));
        probe.Observe("letters outside ASCII",
            (IEnumerable<int>)ExampleSelector.Pick("ÉTÉ 😀", [1],
                [new("été  😀", "a", [1]), new("ete 😀", "a", [1]), new("été 😁", "a", [1])], 3, new SelectionOptions()).Order());
        probe.Observe("nothing but white space",
            (IEnumerable<int>)ExampleSelector.Pick(" \n", [1], [new("", "a", [1]), new("\t", "a", [1]), new(".", "a", [1])], 3,
                new SelectionOptions()).Order());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Compare what is left when white space at the ends is off, runs of it are one space, and case is ignored.");
}

public sealed class PicksAtRandom() : Check("M06.E3.random", "draws by the seed, each example once, as the handout says", points: 2)
{
    public override void Probe(Probe probe)
    {
        Example[] pool = Pools.Draw(probe.Random, 12, 3, "a", "b");
        float[] vector = Pools.Vector(probe.Random, 3);
        foreach (ulong seed in new ulong[] { 0, 1, 2, 12345678901234567890 })
        {
            foreach (int k in new[] { 1, 4, 12 })
                probe.Observe($"seed {seed}, k = {k}",
                    (IEnumerable<int>)ExampleSelector.Pick("?", vector, pool, k,
                        new SelectionOptions { Mode = SelectionMode.Random, Seed = seed }));
        }

        probe.Observe("seed 1, k = 4, once more",
            (IEnumerable<int>)ExampleSelector.Pick("?", vector, pool, 4, new SelectionOptions { Mode = SelectionMode.Random, Seed = 1 }));
        probe.Observe("seed 1, k = 4, of a pool that holds the question",
            (IEnumerable<int>)ExampleSelector.Pick("question 5", vector, pool, 4,
                new SelectionOptions { Mode = SelectionMode.Random, Seed = 1 }));
        int repeats = 0;
        HashSet<string> orders = [];
        for (ulong seed = 0; seed < 300; seed++)
        {
            int[] picked =
                ExampleSelector.Pick("?", vector, pool[..4], 3, new SelectionOptions { Mode = SelectionMode.Random, Seed = seed });
            repeats += picked.Length - picked.Distinct().Count();
            orders.Add(string.Join(' ', picked));
        }

        // Some labels run out at once, so that a single example is left to choose from in between.
        Example[] rare = [.. pool.Select((example, i) => i is 3 or 8 ? example with { Label = $"{i}" } : example)];
        foreach (ulong seed in new ulong[] { 0, 1, 2 })
        {
            foreach (int k in new[] { 4, 12 })
                probe.Observe($"balanced labels, two of them with one example, seed {seed}, k = {k}",
                    (IEnumerable<int>)ExampleSelector.Pick("?", vector, rare, k,
                        new SelectionOptions { Mode = SelectionMode.Random, Seed = seed, BalanceLabels = true }));
        }

        probe.Observe("examples drawn twice", repeats);
        probe.Observe("different draws of 3 out of 4", orders.Count);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("One number for each example drawn: of the n that are left, the one at ⌊u·n⌋.");
}

public sealed class PicksByRelevance()
    : Check("M06.E3.mmr", "weighs similarity to the question against similarity to what is chosen", points: 3)
{
    public override void Probe(Probe probe)
    {
        Example[] pool =
            Pools.Angles((5, 1, "a"), (6, 2, "a"), (7, 3, "b"), (-40, 1, "b"), (75, 1, "a"), (130, 1, "b"), (-110, 4, "c"), (180, 1, "c"));
        foreach (double lambda in new[] { 0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 })
            Pools.ObserveChosen(probe, FormattableString.Invariant($"λ = {lambda}"), [3, 0], pool,
                new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = lambda }, 1, 2, 3, 4, 5, 6);
        Pools.ObserveChosen(probe, "λ by default", [3, 0], pool, new SelectionOptions { Mode = SelectionMode.Mmr }, 2, 4);
        Pools.ObserveChosen(probe, "λ = 0, the most similar example is the last one", [3, 0], [.. pool.Reverse()],
            new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = 0 }, 1, 2, 3);
        for (int i = 0; i < 12; i++)
        {
            Example[] drawn = Pools.Draw(probe.Random, 20, 2 + (i % 4), "a", "b");
            Pools.ObserveChosen(probe, $"a random pool {i}", Pools.Vector(probe.Random, 2 + (i % 4)), drawn,
                new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = 0.15 + (0.07 * i) }, 2, 4, 8);
        }

        int differ = 0;
        for (int i = 0; i < 20; i++)
        {
            Example[] drawn = Pools.Draw(probe.Random, 25, 6, "a", "b");
            drawn = [.. drawn, .. drawn[..5].Select((e, at) => e with { Question = $"again {at}" })];
            float[] vector = Pools.Vector(probe.Random, 6);
            int[] similar = ExampleSelector.Pick("?", vector, drawn, i, new SelectionOptions());
            if (!similar.SequenceEqual(
                ExampleSelector.Pick("?", vector, drawn, i, new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = 1 })))
                differ++;
        }

        probe.Observe("pools on which λ = 1 is not similarity", differ);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The second term is the greatest cosine with any chosen example, which may well be negative.");
}

public sealed class BalancesLabels()
    : Check("M06.E3.balance", "shows each label as often as any other while there are examples of it", points: 2)
{
    public override void Probe(Probe probe)
    {
        Example[] pool = Pools.Angles((1, 1, "yes"), (2, 1, "yes"), (3, 1, "yes"), (4, 1, "yes"), (50, 1, "no"), (60, 1, "no"),
            (90, 1, "Yes"), (5, 1, "yes"));
        foreach (SelectionMode mode in new[] { SelectionMode.Similar, SelectionMode.Mmr })
        {
            Pools.ObserveChosen(probe, $"{mode}", [1, 0], pool, new SelectionOptions { Mode = mode, BalanceLabels = true }, 1, 2, 3,
                4, 5, 7, 8, 9);
        }

        // In every mode, only a label that has run out may be behind by more than one.
        int unbalanced = 0;
        for (int i = 0; i < 60; i++)
        {
            Example[] drawn = Pools.Draw(probe.Random, 18, 3, "a", "b", "c", "");
            int[] picked = ExampleSelector.Pick("question 0", Pools.Vector(probe.Random, 3), drawn, i % 17,
                new SelectionOptions { Mode = (SelectionMode)(i % 3), Seed = (ulong)i, BalanceLabels = true });
            Dictionary<string, int> shown = drawn.Skip(1).Select(e => e.Label).Distinct()
                .ToDictionary(label => label, label => picked.Count(at => drawn[at].Label == label));
            int most = shown.Values.Max();
            if (shown.Any(label => label.Value < most - 1 && label.Value < drawn.Skip(1).Count(e => e.Label == label.Key))
                || picked.Length != i % 17)
                unbalanced++;
        }

        probe.Observe("random pools that come out unbalanced", unbalanced);
        Pools.ObserveChosen(probe, "a label with white space behind it", [1, 0],
            Pools.Angles((1, 1, "yes"), (2, 1, "yes"), (50, 1, "yes "), (60, 1, "yes "), (70, 1, "no")),
            new SelectionOptions { BalanceLabels = true }, 2, 3, 4);
        Pools.ObserveChosen(probe, "without the option", [1, 0], pool, new SelectionOptions(), 4);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("At each step look only at labels that still have examples, and of these at those shown least often.");
}

public sealed class PicksAtTheEdges()
    : Check("M06.E3.edges", "takes what there is when there is too little: no examples, a large k, vectors of zeros")
{
    public override void Probe(Probe probe)
    {
        Example[] pool = Pools.Angles((40, 1, "a"), (140, 1, "b"), (20, 1, "b"));
        Example[] zeros = [pool[0], pool[1] with { Vector = [0, 0] }, pool[2], pool[1]];
        foreach (SelectionMode mode in new[] { SelectionMode.Similar, SelectionMode.Mmr, SelectionMode.Random })
        {
            foreach (bool balance in new[] { false, true })
            {
                SelectionOptions options = new() { Mode = mode, Seed = 2, BalanceLabels = balance };
                string name = $"{mode}, balanced {balance}";
                Pools.ObserveChosen(probe, $"{name}: an empty pool", [1, 0], [], options, 0, 3);
                Pools.ObserveChosen(probe, $"{name}: three examples", [1, 0], pool, options, 0, 3, 4, int.MaxValue);
                Pools.ObserveChosen(probe, $"{name}: zeros in the pool", [1, 0], zeros, options, 4);
                Pools.ObserveChosen(probe, $"{name}: a question of zeros", [0, 0], zeros, options, 4);
                if (mode == SelectionMode.Random) continue;
                Pools.ObserveChosen(probe, $"{name}: some of a pool with zeros", [1, 0], zeros, options, 1, 2, 3);
                Pools.ObserveChosen(probe, $"{name}: some for a question of zeros", [0, 0], zeros, options, 1, 3);
            }
        }

        Example[] copy = [.. pool];
        int[] first = ExampleSelector.Pick("?", [1, 0], pool, 3, new SelectionOptions());
        Array.Clear(first);
        Pools.ObserveChosen(probe, "a second time, after the first result was overwritten", [1, 0], pool, new SelectionOptions(), 2, 3);
        probe.Observe("the pool is as it was", pool.SequenceEqual(copy));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SelectorBadArguments()
    : Check("M06.E3.bad-arguments",
        "refuses a negative k, a λ out of range, and vectors that do not fit or are not finite, whatever the mode")
{
    public override void Probe(Probe probe)
    {
        Example[] pool = [new("a", "x", [1, 0]), new("b", "y", [0, 1])];
        foreach (SelectionMode mode in new[] { SelectionMode.Random, SelectionMode.Similar, SelectionMode.Mmr })
        {
            SelectionOptions options = new() { Mode = mode };
            probe.ObserveThrows<ArgumentException>($"k = −1, {mode}", () => ExampleSelector.Pick("?", [1, 0], pool, -1, options));
            probe.ObserveThrows<ArgumentException>($"a longer question, {mode}",
                () => ExampleSelector.Pick("?", [1, 0, 0], pool, 1, options));
            probe.ObserveThrows<ArgumentException>($"a shorter example, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], [.. pool, new("c", "x", [1])], 1, options));
            probe.ObserveThrows<ArgumentException>($"NaN in an example, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], [.. pool, new("c", "x", [1, float.NaN])], 1, options));
            probe.ObserveThrows<ArgumentException>($"∞ in the question, {mode}",
                () => ExampleSelector.Pick("?", [float.PositiveInfinity, 0], pool, 1, options));
            probe.ObserveThrows<ArgumentException>($"a λ of −0.1, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], pool, 1, options with { Lambda = -0.1 }));
            probe.ObserveThrows<ArgumentException>($"a λ of 1.1, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], pool, 1, options with { Lambda = 1.1 }));
            probe.ObserveThrows<ArgumentException>($"a λ of NaN, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], pool, 1, options with { Lambda = double.NaN }));
            probe.ObserveThrows<ArgumentException>($"NaN in an example, k = 0, {mode}",
                () => ExampleSelector.Pick("?", [1, 0], [.. pool, new("c", "x", [1, float.NaN])], 0, options));
            probe.ObserveThrows<ArgumentException>($"NaN in the example that asks the question, {mode}",
                () => ExampleSelector.Pick("c", [1, 0], [.. pool, new("c", "x", [1, float.NaN])], 1, options));
            probe.ObserveAccepts($"good arguments, {mode}", () => ExampleSelector.Pick("", [1, 0], pool, 1, options));
        }

        probe.ObserveThrows<ArgumentException>("a cosine of vectors of 2 and 3", () => ExampleSelector.Cosine([1, 2], [1, 2, 3]));
        probe.ObserveThrows<ArgumentException>("a cosine of vectors of 3 and 2", () => ExampleSelector.Cosine([1, 2, 3], [1, 2]));
        probe.ObserveThrows<ArgumentException>("a cosine of NaN", () => ExampleSelector.Cosine([1, float.NaN], [1, 2]));
        probe.ObserveThrows<ArgumentException>("a cosine of −∞", () => ExampleSelector.Cosine([1, 2], [float.NegativeInfinity, 2]));
    }
}
