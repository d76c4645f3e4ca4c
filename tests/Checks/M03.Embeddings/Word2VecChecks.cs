namespace LLMCourse.Checks.M03;

/// <summary>Calculates with rows of numbers, in judges.</summary>
internal static class Rows
{
    /// <summary>Cuts an observed matrix into its rows; none where it is no such matrix.</summary>
    public static double[][]? Of(TensorObservation matrix, int rows)
    {
        bool fits = matrix.Shape.Count == 2 && matrix.Shape[0] == rows && matrix.Shape[1] > 0 && matrix.Values.All(double.IsFinite);
        return fits ? [.. matrix.Values.Chunk((int)matrix.Shape[1])] : null;
    }

    /// <summary>Computes the cosine of two rows; 0 where one of them is 0.</summary>
    public static double Cosine(double[] a, double[] b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++) (ab, aa, bb) = (ab + (a[i] * b[i]), aa + (a[i] * a[i]), bb + (b[i] * b[i]));
        return aa == 0 || bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }
}

public sealed class SkipGramPairs() : VisibleCheck("M03.E5.pairs", "lists the pairs of a window on both sides, in order", points: 1)
{
    public override void Probe(Probe probe)
    {
        int[] ids = [.. Enumerable.Range(0, 9).Select(_ => (int)probe.Random.NextInteger(0, 4))];
        foreach (int window in (int[])[1, 3, 20, int.MaxValue])
            probe.Observe($"pairs with a window of {window}", Word2Vec.Pairs(ids, window).SelectMany(p => (int[])[p.Centre, p.Context]));
        probe.Observe("pairs of one token", Word2Vec.Pairs([3], 2).SelectMany(p => (int[])[p.Centre, p.Context]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SkipGramLoss() : Check("M03.E5.loss", "computes the loss of the paper, finite for products of any size", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = probe.Random.Normal64(6, 5), u = probe.Random.Normal64(6, 5), n = probe.Random.Normal64(6, 4, 5);
        probe.Observe("loss in float64", Word2Vec.Loss(v, u, n));
        probe.Observe("loss in float32", Word2Vec.Loss(v.to(ScalarType.Float32), u.to(ScalarType.Float32), n.to(ScalarType.Float32)));
        probe.Observe("loss of one negative", Word2Vec.Loss(v, u, n.narrow(1, 0, 1)));
        probe.Observe("loss of large products", Word2Vec.Loss(full(1, 2, 20f), full(1, 2, -20f), full(1, 3, 2, 20f)));
    }
}

public sealed class SkipGramGradient()
    : LateCheck("M03.E5.gradient", "has the gradients of the loss, for centres, contexts and negatives", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = probe.Random.Normal(5, 4).requires_grad_(), u = probe.Random.Normal(5, 4).requires_grad_(),
            n = probe.Random.Normal(5, 3, 4).requires_grad_();
        Word2Vec.Loss(v, u, n).backward();
        probe.Observe("gradient of the centres", v.grad);
        probe.Observe("gradient of the contexts", u.grad);
        probe.Observe("gradient of the negatives", n.grad);

        // Where training begins: all products are 0, and σ(0) is ½.
        Tensor u0 = zeros(5, 4).requires_grad_(), n0 = zeros(5, 3, 4).requires_grad_();
        Word2Vec.Loss(v.detach(), u0, n0).backward();
        probe.Observe("gradient of contexts that are 0", u0.grad);
        probe.Observe("gradient of negatives that are 0", n0.grad);
    }
}

public sealed class SamplerFrequencies()
    : Check("M03.E5.sampler", "draws a million negatives with the frequencies of count^0.75, and never what does not occur", points: 3)
{
    private const int Draws = 1_000_000;

    private static readonly long[] Counts = [1, 5000, 0, 40, 3, 3, 800, 12, 0, 100, 1500, 60, 7, 900, 25, 0, 2500];

    public override void Probe(Probe probe)
    {
        var sampler = new NegativeSampler(Counts);
        var random = new Random(20130);
        int[] drawn = new int[Counts.Length];
        int outside = 0;
        for (int i = 0; i < Draws; i++)
        {
            int id = sampler.Sample(random);
            if (id >= 0 && id < drawn.Length) drawn[id]++;
            else outside++;
        }

        probe.Observe("how often each token was drawn", drawn.AsEnumerable());
        probe.Observe("ids outside the vocabulary", (double)outside);
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (evidence.Number("ids outside the vocabulary") != 0) return Verdict.Fail("An id was drawn that is outside the vocabulary.");
        IReadOnlyList<double> drawn = evidence.Tensor("how often each token was drawn").Values;
        if (Counts.Where((count, id) => count == 0 && drawn[id] > 0).Any())
            return Verdict.Fail("A token was drawn that does not occur.",
                hint: "A search in cumulative sums has to skip entries that do not rise.");

        double sum = Counts.Sum(count => Math.Pow(count, 0.75)), chiSquare = 0;
        int freedom = Counts.Count(count => count > 0) - 1;
        for (int id = 0; id < Counts.Length; id++)
        {
            if (Counts[id] == 0) continue;
            double expected = Draws * Math.Pow(Counts[id], 0.75) / sum;
            chiSquare += Math.Pow(drawn[id] - expected, 2) / expected;
        }

        // Wilson and Hilferty 1931: the cube root of χ²/k is close to normal. 3.9 standard deviations are exceeded once in 20,000 times.
        double deviations = (Math.Cbrt(chiSquare / freedom) - (1 - (2.0 / (9 * freedom)))) / Math.Sqrt(2.0 / (9 * freedom));
        return deviations < 3.9
            ? Verdict.Pass
            : Verdict.Fail("The frequencies are not those of count^0.75.",
                FormattableString.Invariant($"χ² is {chiSquare:0.0} with {freedom} degrees of freedom."),
                "Raise every count to the power first, and divide by the sum of the powers.");
    }
}

public sealed class SamplerPowers() : Check("M03.E5.power", "follows the power that it is given, and the source of chance alone")
{
    public override void Probe(Probe probe)
    {
        long[] counts = [0, 900, 100, 0];
        foreach (double power in (double[])[0, 1])
        {
            var sampler = new NegativeSampler(counts, power);
            var random = new Random(11);
            int[] drawn = new int[4];
            for (int i = 0; i < 20_000; i++) drawn[sampler.Sample(random)]++;
            probe.Observe($"share of token 1 with power {power}", drawn[1] / 20_000.0);
            probe.Observe($"drawn that do not occur, power {power}", (double)drawn[0] + drawn[3]);
        }

        var often = new NegativeSampler([3_000_000_000, 1_000_000_000], 1);
        var chance = new Random(12);
        probe.Observe("share of a token that occurs three billion times",
            Enumerable.Range(0, 20_000).Count(_ => often.Sample(chance) == 0) / 20_000.0);
        var again = new NegativeSampler([5, 3, 2, 8, 1]);
        Random one = new(3), two = new(3);
        probe.Observe("equal draws from equal sources", Enumerable.Range(0, 200).All(_ => again.Sample(one) == again.Sample(two)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (!evidence.Flag("equal draws from equal sources"))
            return Verdict.Fail("Equal sources of chance give different tokens.", hint: "Draw from `random` and from nothing else.");
        foreach ((int power, double share) in new[] { (0, 0.5), (1, 0.9) })
        {
            if (evidence.Number($"drawn that do not occur, power {power}") != 0)
                return Verdict.Fail("A token was drawn that does not occur.",
                    hint: "0⁰ is 1, but a count of 0 has no share whatever the power.");

            // Five standard deviations of 20,000 draws are below 0.018.
            if (Math.Abs(evidence.Number($"share of token 1 with power {power}") - share) > 0.018)
                return Verdict.Fail("The shares are not those of the power that was asked for.", hint: "Use the argument, not 0.75.");
        }

        return Math.Abs(evidence.Number("share of a token that occurs three billion times") - 0.75) <= 0.018
            ? Verdict.Pass
            : Verdict.Fail("The shares are wrong where a token occurs billions of times.", hint: "Counts are long.");
    }
}

public sealed class TrainTopics() : Check("M03.E5.topics", "brings words of one topic together and keeps topics apart", points: 2)
{
    private const int Words = 12;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        List<int> ids = [];
        for (int sentence = 0; sentence < 500; sentence++)
        {
            long topic = probe.Random.NextInteger(0, 2);
            for (int word = 0; word < 8; word++) ids.Add((int)((topic * Words) + probe.Random.NextInteger(0, Words)));
        }

        probe.Observe("vectors", Word2Vec.Train(ids, 2 * Words, new Word2VecOptions { Epochs = 10 }));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (Rows.Of(evidence.Tensor("vectors"), 2 * Words) is not { } rows)
            return Verdict.Fail("The vectors are no finite matrix with a row for each token.");
        List<double> within = [], across = [];
        for (int a = 0; a < rows.Length; a++)
        {
            for (int b = 0; b < a; b++) (a / Words == b / Words ? within : across).Add(Rows.Cosine(rows[a], rows[b]));
        }

        double difference = within.Average() - across.Average();
        return difference > 0.3
            ? Verdict.Pass
            : Verdict.Fail("Words of one topic are hardly nearer to each other than to those of another.",
                FormattableString.Invariant(
                    $"Mean cosine {within.Average():0.00} within, {across.Average():0.00} across; the difference has to be above 0.3."),
                    "The vectors of a pair are pulled together (label 1), negatives are pushed away (label 0), and both tables change.");
    }
}

public sealed class TrainGrid()
    : LateCheck("M03.E5.grid", "answers every analogy of a language that is made of rows and columns", points: 2)
{
    private const int Side = 4, Count = Side * Side;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();

        // Word (i, j) stands between a token of its row and a token of its column, always.
        List<int> ids = [];
        for (int sentence = 0; sentence < 1000; sentence++)
        {
            int row = (int)probe.Random.NextInteger(0, Side), column = (int)probe.Random.NextInteger(0, Side);
            ids.AddRange([Count + row, (row * Side) + column, Count + Side + column]);
        }

        probe.Observe("vectors", Word2Vec.Train(ids, Count + (2 * Side), new Word2VecOptions { Window = 1, Epochs = 15 }));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (Rows.Of(evidence.Tensor("vectors"), Count + (2 * Side)) is not { } rows)
            return Verdict.Fail("The vectors are no finite matrix with a row for each token.");
        double[][] unit = [.. rows.Take(Count).Select(r => r.Select(x => x / Math.Sqrt(r.Sum(y => y * y))).ToArray())];
        int asked = 0, right = 0;
        for (int a = 0; a < Count; a++)
        {
            for (int d = 0; d < Count; d++)
            {
                if (a / Side == d / Side || a % Side == d % Side) continue;
                int b = (a / Side * Side) + (d % Side), c = (d / Side * Side) + (a % Side);
                double[] target = [.. unit[b].Select((x, i) => x - unit[a][i] + unit[c][i])];
                int best = Enumerable.Range(0, Count).Where(w => w != a && w != b && w != c).MaxBy(w => Rows.Cosine(unit[w], target));
                asked++;
                if (best == d) right++;
            }
        }

        return right == asked
            ? Verdict.Pass
            : Verdict.Fail("Analogies are answered wrongly.", $"{right} of {asked} are right.",
                "The window is 1 here: each word's context is one token of its row and one of its column.");
    }
}

public sealed class TrainReproducible()
    : Check("M03.E5.reproducible", "gives equal vectors for equal seeds and others for others, in the documented shape")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        int[] ids = [.. Enumerable.Range(0, 60).Select(_ => (int)probe.Random.NextInteger(0, 7))];
        var options = new Word2VecOptions { Width = 6, Epochs = 2 };
        Tensor first = Word2Vec.Train(ids, 9, options);
        probe.Observe("shape", first.shape.Select(s => (int)s));
        probe.Observe("float32", first.dtype == ScalarType.Float32);
        probe.Observe("equal for equal seeds", first.eq(Word2Vec.Train(ids, 9, options)).all().item<bool>());
        probe.Observe("equal for other seeds", first.eq(Word2Vec.Train(ids, 9, options with { Seed = 5 })).all().item<bool>());
        probe.Observe("equal for other widths of the window",
            first.eq(Word2Vec.Train(ids, 9, options with { Window = 4 })).all().item<bool>());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class TrainSteps()
    : Check("M03.E5.steps", "takes the steps of the formulas, one for each pair of each epoch, with a falling rate", points: 3)
{
    private const int Vocabulary = 6, Width = Word2VecSteps.Width, Seed = 3;

    // Token 0 is so frequent that with this power no other is ever drawn: the share of each is below 10⁻³⁵. The steps are known then.
    private const double Power = 40;

    // float32 through a few hundred steps; the least of the mistakes shows in the second digit.
    private static readonly Tolerance OfSteps = new(2e-4, 2e-3, "float32 through a few hundred steps, in whatever order a step adds up");

    // No options of the module's own: a judge runs where the module is not.
    private static readonly Word2VecRun[] Runs =
    [
        new("one epoch", 1),
        new("three epochs", 3),
        new("half the rate", 2) { Rate = 0.2 },
        new("three negatives", 2) { Negatives = 3, Rate = 0.05 },
        new("a window of 1", 2) { Window = 1 },
    ];

    private static IReadOnlyList<int> Text { get; } = [.. Enumerable.Repeat(0, 40), 1, 2, 3, 1, 0, 4, 2, 0, 1, 3, 3, 4];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();

        // A rate at which nothing moves shows where the training begins; token 5 does not occur, and stays there.
        Word2VecRun still = new("", 1) { Rate = 1e-30 };
        Tensor first = Train(still);
        bool isSame = first.eq(Train(still)).all().item<bool>();
        probe.Observe("equal seeds begin alike", isSame);

        // Nothing is known of the steps then, and no two runs would observe the same.
        if (!isSame) return;
        probe.Observe("vectors at first", first);
        foreach (Word2VecRun run in Runs) probe.Observe($"vectors after {run.Name}", Train(run));

        // About half of many negatives are the context; which ones they are does not matter. Token 2 does not occur, and is never drawn.
        probe.Observe("two tokens at first", TrainPair(still.Rate));
        probe.Observe("two tokens after one epoch", TrainPair(Word2VecSteps.PairRate));

        static Tensor TrainPair(double rate) => Word2Vec.Train([0, 1], 3, new Word2VecOptions
        {
            Width = Width,
            Window = 1,
            Negatives = Word2VecSteps.Many,
            Epochs = 1,
            LearningRate = rate,
            Power = 0,
            Seed = Seed,
        });

        static Tensor Train(Word2VecRun run) => Word2Vec.Train(Text, Vocabulary, new Word2VecOptions
        {
            Width = Width,
            Window = run.Window,
            Negatives = run.Negatives,
            Epochs = run.Epochs,
            LearningRate = run.Rate,
            Power = Power,
            Seed = Seed,
        });
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (!evidence.Flag("equal seeds begin alike"))
            return Verdict.Fail("Equal seeds do not begin with equal vectors.",
                hint: "Make the source of chance from the seed in the options.");
        if (Rows.Of(evidence.Tensor("vectors at first"), Vocabulary) is not { } first || first.Any(row => row.Length != Width))
            return Verdict.Fail("The vectors are no finite matrix with a row for each token.");
        if (first.SelectMany(row => row).Any(x => x == 0 || Math.Abs(x) > 1))
            return Verdict.Fail("The vectors do not begin small and random.", hint: "Draw each number anew, all well below 1.");
        foreach (Word2VecRun run in Runs)
        {
            TensorObservation got = evidence.Tensor($"vectors after {run.Name}");
            Verdict same = Compare(isTogether: false);

            // A token that is drawn twice for a pair: its second step may begin where the first one ended, or where that began as well,
            // as it does when the loss of the whole pair has one gradient.
            if (!same.Passed && !(run.Negatives > 1 && Compare(isTogether: true).Passed))
                return same.WithHint("One step for each pair in the order of `Pairs`: step s of all S has the rate η·(1 − s/S). The new u and v follow from the old ones; a negative that is the context is skipped.");

            Verdict Compare(bool isTogether) => ObservationComparer.Tensors(new TensorObservation(
                got.Name, ElementType.Float32, [Vocabulary, Width], Word2VecSteps.Of(Text, first, run, isTogether)), got, OfSteps);
        }

        if (Rows.Of(evidence.Tensor("two tokens at first"), 3) is not { } pair || pair[0].Length != Width
            || Rows.Of(evidence.Tensor("two tokens after one epoch"), 3) is not { } after || after[0].Length != Width)
            return Verdict.Fail("The vectors are no finite matrix with a row for each token.");
        double moved = Math.Sqrt(after[1].Zip(pair[1], (x, y) => (x - y) * (x - y)).Sum());
        return IsAbout(Word2VecSteps.MoveOfPair(pair, isTogether: false)) || IsAbout(Word2VecSteps.MoveOfPair(pair, isTogether: true))
            ? Verdict.Pass
            : Verdict.Fail("Where half of many negatives are the context, the others do not push as they should.",
                hint: "A negative that is the context is left out, and none is drawn in its place; "
                    + "tokens that do not occur are never drawn.");

        bool IsAbout(double wanted) => Math.Abs(moved - wanted) <= 0.3 * wanted;
    }
}

public sealed class Word2VecBadArguments()
    : Check("M03.E5.bad-arguments", "refuses ids and options out of range, impossible counts, and shapes that do not fit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var options = new Word2VecOptions();
        probe.ObserveThrows<ArgumentException>("id 3 of a vocabulary of 3", () => Word2Vec.Train([0, 1, 3], 3));
        probe.ObserveThrows<ArgumentException>("id -1", () => Word2Vec.Train([0, -1], 3));
        probe.ObserveThrows<ArgumentException>("one token", () => Word2Vec.Train([0], 3));
        probe.ObserveThrows<ArgumentException>("a width of 0", () => Word2Vec.Train([0, 1], 3, options with { Width = 0 }));
        probe.ObserveThrows<ArgumentException>("a window of 0", () => Word2Vec.Pairs([0, 1], 0));
        probe.ObserveThrows<ArgumentException>("training with a window of 0", () => Word2Vec.Train([0, 1], 3, options with { Window = 0 }));
        probe.ObserveThrows<ArgumentException>("0 negatives", () => Word2Vec.Train([0, 1], 3, options with { Negatives = 0 }));
        probe.ObserveThrows<ArgumentException>("0 epochs", () => Word2Vec.Train([0, 1], 3, options with { Epochs = 0 }));
        probe.ObserveThrows<ArgumentException>("a learning rate of NaN",
            () => Word2Vec.Train([0, 1], 3, options with { LearningRate = double.NaN }));
        probe.ObserveThrows<ArgumentException>("a vocabulary of 0", () => Word2Vec.Train([], 0, options));
        probe.ObserveThrows<ArgumentException>("a learning rate of 0", () => Word2Vec.Train([0, 1], 3, options with { LearningRate = 0 }));
        probe.ObserveThrows<ArgumentException>("a negative count", () => _ = new NegativeSampler([2, -1]));
        probe.ObserveThrows<ArgumentException>("counts that are all 0", () => _ = new NegativeSampler([0, 0]));
        probe.ObserveThrows<ArgumentException>("no counts", () => _ = new NegativeSampler([]));
        probe.ObserveThrows<ArgumentException>("a power below 0", () => _ = new NegativeSampler([1], -0.5));
        probe.ObserveThrows<ArgumentException>("a power of NaN", () => _ = new NegativeSampler([1], double.NaN));
        probe.ObserveThrows<ArgumentException>("negatives of another width", () => Word2Vec.Loss(zeros(2, 3), zeros(2, 3), zeros(2, 4, 1)));
        probe.ObserveThrows<ArgumentException>("contexts of another batch", () => Word2Vec.Loss(zeros(2, 3), zeros(1, 3), zeros(2, 4, 3)));
        probe.ObserveThrows<ArgumentException>("negatives of another batch", () => Word2Vec.Loss(zeros(2, 3), zeros(2, 3), zeros(1, 4, 3)));
        probe.ObserveThrows<ArgumentException>("negatives of two axes", () => Word2Vec.Loss(zeros(2, 3), zeros(2, 3), zeros(2, 3)));
        probe.ObserveThrows<ArgumentException>("a centre of one axis", () => Word2Vec.Loss(zeros(3), zeros(3), zeros(3, 4, 3)));
        probe.ObserveThrows<ArgumentException>("no pairs", () => Word2Vec.Loss(zeros(0, 3), zeros(0, 3), zeros(0, 4, 3)));
        probe.ObserveAccepts("two tokens, and 1 of everything",
            () => Word2Vec.Train([0, 0], 1, new Word2VecOptions { Width = 1, Window = 1, Negatives = 1, Epochs = 1 }));
        probe.ObserveAccepts("a window without bounds", () => Word2Vec.Train([0, 2, 0], 3, options with { Window = int.MaxValue }));
        probe.ObserveAccepts("ids 0 and 2 of a vocabulary of 3", () => Word2Vec.Train([0, 2, 0], 3));
        probe.ObserveAccepts("one token that occurs", () => _ = new NegativeSampler([0, 4]));
    }
}

public sealed class Word2VecLeavesNothing() : Check("M03.E5.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = probe.Random.Normal(3, 4), u = probe.Random.Normal(3, 4), n = probe.Random.Normal(3, 2, 4);
        probe.ObserveLeak("tensors left by Loss", () => Word2Vec.Loss(v, u, n));
        probe.ObserveLeak("tensors left by Train", () => Word2Vec.Train([0, 1, 2, 1], 3));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
