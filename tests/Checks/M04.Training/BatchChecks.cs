namespace LLMCourse.Checks.M04;

/// <summary>Judges batches of a text that counts, so that each token says where it stands.</summary>
internal static class CountingText
{
    public static ushort[] Of(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(i => (ushort)i)];

    public static Verdict Judge(Evidence evidence, string name, int batch, int length, int first, int count)
    {
        TensorObservation x = evidence.Tensor($"{name}: x"), y = evidence.Tensor($"{name}: y");
        foreach (TensorObservation one in new[] { x, y })
        {
            if (!one.Shape.SequenceEqual([batch, length]) || one.Type != ElementType.Int64)
                return Verdict.Fail($"`{one.Name}` must be int64 [B, S].", $"It is {one.Describe()}.");
        }

        for (int i = 0; i < x.Values.Count; i++)
        {
            double start = x.Values[i - (i % length)];
            if (start < first || start + length > first + count - 1)
                return Verdict.Fail("A sequence, or its last target, lies outside of the text.",
                    $"A start of {start - first} in {count} tokens, S = {length}.");
            if (x.Values[i] != start + (i % length))
                return Verdict.Fail("A row of x is not a contiguous piece of the text.", $"Row {i / length}, position {i % length}.",
                    "Copy S tokens that follow one another, for each start.");
            if (y.Values[i] != x.Values[i] + 1)
                return Verdict.Fail("y is not x one token later.",
                    $"Row {i / length}, position {i % length}: x has token {x.Values[i] - first} of the text, y token {y.Values[i] - first}.", "The target at a position is the token that follows it.");
        }

        return Verdict.Pass;
    }
}

public sealed class BatchShift()
    : VisibleCheck("M04.E3.shift", "cuts contiguous pieces, and gives each position the token that follows it", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(31, CPU);
        (Tensor x, Tensor y) = Batches.GetBatch<ushort>(CountingText.Of(100, 500), 7, 12, generator);
        probe.Observe("a batch: x", x);
        probe.Observe("a batch: y", y);
    }

    public override Verdict Judge(Evidence evidence) => CountingText.Judge(evidence, "a batch", 7, 12, 500, 100);
}

public sealed class BatchUniform()
    : Check("M04.E3.uniform", "draws every start from 0 to n − S − 1, each as often as the others", points: 3)
{
    private const int Count = 41, Length = 8, Starts = Count - Length, Draws = 66_000;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(32, CPU);
        double[] counts = new double[Count];
        bool isSorted = false;
        for (int i = 0; i < 10; i++)
        {
            (Tensor x, _) = Batches.GetBatch<ushort>(CountingText.Of(Count), Draws / 10, Length, generator);
            long[] starts = x.select(1, 0).contiguous().data<long>().ToArray();
            foreach (long start in starts) counts[Math.Clamp(start, 0, Count - 1)]++;
            isSorted |= starts.Zip(starts.Skip(1)).All(pair => pair.First <= pair.Second)
                || starts.Zip(starts.Skip(1)).All(pair => pair.First >= pair.Second);
        }

        probe.Observe("the rows of a batch are sorted", isSorted);

        probe.Numbers("how often each start came", counts);
    }

    public override Verdict Judge(Evidence evidence)
    {
        IReadOnlyList<double> counts = evidence.Tensor("how often each start came").Values;
        if (evidence.Flag("the rows of a batch are sorted"))
            return Verdict.Fail("The rows of a batch stand in the order of the text.",
                hint: "Each row's start is drawn by itself; leave them in the order in which they were drawn.");
        double expected = (double)Draws / Starts;
        if (counts.Count != Count || counts.Sum() != Draws) return Verdict.Fail("The rows of a batch are not as many as were asked for.");
        for (int start = 0; start < Count; start++)
        {
            if (start >= Starts && counts[start] > 0)
                return Verdict.Fail("A start is drawn from which no target remains.", $"Start {start} of {Count} tokens, S = {Length}.");
            if (start < Starts && counts[start] == 0)
                return Verdict.Fail("A start is never drawn.", $"Start {start} of {Count} tokens, S = {Length}.",
                    "The first start is 0, the last n − S − 1: n − S of them. The upper bound of randint is exclusive.");

            // Five standard deviations of a binomial count: 1 in 60,000 runs of the check for a
            // right submission, if the seed were not fixed.
            if (start < Starts && Math.Abs(counts[start] - expected) > 5 * Math.Sqrt(expected))
                return Verdict.Fail("Some starts come too often or too seldom.",
                    $"Start {start}: {counts[start]} times, {expected:0} expected.");
        }

        return Verdict.Pass;
    }
}

public sealed class BatchEdges() : Check("M04.E3.edges", "works with the shortest text, n = S + 1, and with S = 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(33, CPU);
        foreach ((string name, int count, int length) in new[] { ("n = S + 1", 6, 5), ("S = 1", 9, 1), ("two tokens", 2, 1) })
        {
            (Tensor x, Tensor y) = Batches.GetBatch<ushort>(CountingText.Of(count), 3, length, generator);
            probe.Observe($"{name}: x", x);
            probe.Observe($"{name}: y", y);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string name, int count, int length) in new[] { ("n = S + 1", 6, 5), ("S = 1", 9, 1), ("two tokens", 2, 1) })
        {
            Verdict verdict = CountingText.Judge(evidence, name, 3, length, 0, count);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class BatchSeeded()
    : Check("M04.E3.seeded", "draws from the generator that it is given, and leaves the global one alone", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator a = new(34, CPU), b = new(34, CPU), c = new(35, CPU);
        ushort[] text = CountingText.Of(5_000);
        using Tensor before = get_rng_state();
        Tensor first = Draw(a), same = Draw(b), next = Draw(a), other = Draw(c);
        using Tensor after = get_rng_state();
        probe.Observe("the same seed gives the same batch", Same(first, same));
        probe.Observe("the next batch is the same", Same(first, next));
        probe.Observe("another seed gives the same batch", Same(first, other));
        probe.Observe("the global generator is as it was", Same(before, after));
        probe.Observe("all rows begin alike", Same(first.narrow(0, 0, 1).expand_as(first), first));

        Tensor Draw(Generator generator) => Batches.GetBatch<ushort>(text, 8, 4, generator).X;
        static bool Same(Tensor left, Tensor right) => left.eq(right).all().item<bool>();
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Hand the generator on to randint; draw one start for each row.");
}

public sealed class BatchTypes() : LateCheck("M04.E3.types", "takes tokens of any integer type, up to its largest value")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(36, CPU);
        probe.Observe("ushort", Batches.GetBatch<ushort>(new ushort[] { 65_534, 65_535, 0 }, 1, 2, generator).Y);
        probe.Observe("byte", Batches.GetBatch<byte>(new byte[] { 254, 255, 1 }, 1, 2, generator).X);
        probe.Observe("int", Batches.GetBatch<int>(new[] { 0, int.MaxValue, 5 }, 2, 2, generator, CPU).X);
        probe.Observe("long", Batches.GetBatch<long>(new[] { 1L << 40, 3, 4 }, 1, 2, generator).X);

        // A file that is mapped into memory may be larger than the memory, and has more starts than float32 has numbers below 1.
        byte[] large = new byte[1 << 26];
        for (int i = 0; i < large.Length; i++) large[i] = (byte)i;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tensor starts = Batches.GetBatch<byte>(large, 4000, 1, generator).X;
        probe.Observe("little memory is taken for a batch of a large text", GC.GetAllocatedBytesForCurrentThread() - before < 16_000_000);
        double fourths = starts.remainder(4).eq(0).sum().ToDouble() / 4000;
        probe.Observe("a fourth of the starts in a large text can be divided by 4", fourths is > 0.2 and < 0.3);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BatchLeavesNothing() : Check("M04.E3.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(37, CPU);
        ushort[] text = CountingText.Of(50);
        probe.ObserveLeak("tensors left", () =>
        {
            (Tensor x, Tensor y) = Batches.GetBatch<ushort>(text, 2, 3, generator);
            y.Dispose();
            return x;
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Move both results out of the scope, and nothing else.");
}

public sealed class BatchBadArguments() : Check("M04.E3.bad-arguments", "refuses texts that are too short, and sizes below 1")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(38, CPU);
        ushort[] text = CountingText.Of(5);
        probe.ObserveThrows<ArgumentException>("5 tokens for S = 5", () => Batches.GetBatch<ushort>(text, 1, 5, generator));
        probe.ObserveThrows<ArgumentException>("5 tokens for S = 9", () => Batches.GetBatch<ushort>(text, 1, 9, generator));
        probe.ObserveThrows<ArgumentException>("no tokens", () => Batches.GetBatch<ushort>([], 1, 1, generator));
        probe.ObserveThrows<ArgumentException>("B = 0", () => Batches.GetBatch<ushort>(text, 0, 2, generator));
        probe.ObserveThrows<ArgumentException>("S = 0", () => Batches.GetBatch<ushort>(text, 1, 0, generator));
        probe.ObserveAccepts("5 tokens for S = 4", () => Batches.GetBatch<ushort>(text, 1, 4, generator));
    }
}

public sealed class BatchSpeed()
    : PerformanceCheck("M04.E3.speed", "keeps within five times the time of a plain copy, and grows no faster than the batch", points: 1)
{
    private const int Tokens = 30_000;

    public override string SizeName => "S (positions)";

    public override IReadOnlyList<int> Sizes => [256, 512, 1024, 2048];

    public override int ComparedSize => 1024;

    // Widening with a bounds check for each token should come to below 2 (an estimate); a tensor for each row or an element at a time
    // through the library is far beyond.
    public override double MaximumRatio => 5;

    // Linear, with the fixed cost of a few calls into the library.
    public override double MaximumExponent => 1.5;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        Generator generator = new((ulong)probe.Random.NextInteger(0, 1 << 30), CPU);

        // A text for each piece of work, so that a batch of another one does not do: it counts in steps of its own.
        int step = (2 * (int)probe.Random.NextInteger(0, 1 << 14)) + 1, first = (int)probe.Random.NextInteger(0, 1 << 16);
        ushort[] text = [.. Enumerable.Range(0, Tokens).Select(i => (ushort)(first + (i * (long)step)))];
        return implementation == Implementation.Submission ? Submission : Reference;

        Tensor Submission()
        {
            (Tensor x, Tensor y) = Batches.GetBatch<ushort>(text, 64, size, generator);
            using (x) using (y) return Summary(x, y, step);
        }

        Tensor Reference()
        {
            using Tensor drawn = randint(0, (long)Tokens - size, [64], ScalarType.Int64, generator: generator);
            long[] starts = drawn.data<long>().ToArray(), xs = new long[64 * size], ys = new long[64 * size];
            for (int i = 0; i < xs.Length; i++)
            {
                int at = (int)starts[i / size] + (i % size);
                (xs[i], ys[i]) = (text[at], text[at + 1]);
            }

            using Tensor x = tensor(xs).reshape(64, size), y = tensor(ys).reshape(64, size);
            return Summary(x, y, step);
        }
    }

    // What does not depend on the draws: the shape, a step from each token to its target and to
    // the next one in its row, and rows that differ.
    private static Tensor Summary(Tensor x, Tensor y, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        long targets = (y - x).bitwise_and(0xFFFF).eq(step).sum().item<long>(),
            follows = x.narrow(1, 1, x.shape[1] - 1).eq(y.narrow(1, 0, y.shape[1] - 1)).sum().item<long>();
        bool differ = x.select(1, 0).data<long>().ToArray().Distinct().Count() > 32;
        return tensor([x.shape[0], x.shape[1], targets, follows, differ ? 1 : 0], ScalarType.Int64).MoveToOuterDisposeScope();
    }
}
