namespace LLMCourse.Checks.M10;

public sealed class BlocksAreLent() : VisibleCheck("M10.E4.blocks", "lends the lowest free blocks, all that are needed or none")
{
    public override void Probe(Probe probe)
    {
        BlockAllocator allocator = new(6, 4);
        void See(string name) => probe.Observe($"{name}: free", allocator.FreeBlocks);
        See("at first");
        probe.Observe("4 tokens", allocator.TryGrow(10, 4));
        probe.Observe("5 tokens of another", allocator.TryGrow(11, 5));
        probe.Observe("its blocks", allocator.Table(11));
        See("two sequences");
        probe.Observe("4 blocks more than there are", allocator.TryGrow(10, 17));
        probe.Observe("nothing has changed", allocator.Table(10));
        See("after a refusal");
        probe.Observe("a new sequence that is too long", allocator.TryGrow(12, 13));
        probe.ObserveThrows<ArgumentException>("it is not known", () => allocator.Table(12));
        probe.Observe("as many tokens as an int holds", allocator.TryGrow(13, int.MaxValue));
        allocator.Release(11);
        See("one released");
        IReadOnlyList<int> before = allocator.Table(10);
        probe.Observe("16 tokens", allocator.TryGrow(10, 16));
        probe.Observe("the blocks of both", allocator.Table(10));
        probe.Observe("a table that was given does not grow", before);
        probe.Observe("fewer tokens", allocator.TryGrow(10, 1));
        probe.Observe("take nothing away", allocator.Table(10));
        probe.ObserveThrows<ArgumentException>("released twice", () => allocator.Release(11));
        probe.ObserveThrows<ArgumentException>("never grown", () => allocator.Release(99));
        See("at last");
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("n tokens need ⌈n / blockSize⌉ blocks; look whether enough are free before you take the first.");
}

public sealed class BlocksAtRandom() : Check("M10.E4.blocks-random", "gives no block to two sequences, and loses none")
{
    public override void Probe(Probe probe)
    {
        BlockAllocator allocator = new(40, 3);
        int[] tokens = new int[12];
        List<string> log = [];
        for (int i = 0; i < 400; i++)
        {
            int sequence = (int)probe.Random.NextInteger(0, 12);
            if (tokens[sequence] > 0 && probe.Random.NextDouble() < 0.3)
            {
                allocator.Release(sequence);
                tokens[sequence] = 0;
            }
            else
            {
                int wanted = tokens[sequence] + (int)probe.Random.NextInteger(1, 9);
                if (allocator.TryGrow(sequence, wanted)) tokens[sequence] = wanted;
            }

            if (i % 20 == 0)
                log.Add(string.Join(" | ", Enumerable.Range(0, 12).Where(s => tokens[s] > 0)
                    .Select(s => $"{s}: {string.Join(' ', allocator.Table(s))}")) + $"; {allocator.FreeBlocks} free");
        }

        probe.Observe("tables", string.Join('\n', log));
    }
}

public sealed class AttentionThroughTables()
    : VisibleCheck("M10.E4.attend", "matches attention over keys and values in one piece", points: 3)
{
    private const int Blocks = 9, Size = 4, Groups = 2, Width = 5, Heads = 6;
    private static readonly int[][] Tables = [[3, 7, 0], [8, 1, 2], [5, 4, 6], [6, 5, 3]];
    private static readonly int[] Lengths = [12, 5, 1, 8];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        double[][] drawn = Draw(probe.Random);
        Tensor q = tensor(drawn[0]).view(4, Heads, Width), keys = tensor(drawn[1]).view(Blocks, Size, Groups, Width),
            values = tensor(drawn[2]).view(Blocks, Size, Groups, Width);
        Tensor tables = tensor(Tables.SelectMany(row => row).Select(block => (long)block).ToArray()).view(4, 3),
            lengths = tensor(Lengths.Select(length => (long)length).ToArray());
        probe.Observe("float64", PagedAttention.Attend(q, keys, values, tables, lengths));
        probe.Observe("float32", PagedAttention.Attend(q.@float(), keys.@float(), values.@float(), tables, lengths));
        probe.Observe("nothing is written",
            tensor(drawn[1]).view(Blocks, Size, Groups, Width).eq(keys).all().item<bool>() && lengths[0].item<long>() == 12);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double[][] drawn = Draw(CheckRandom.For(Id));
        foreach (string type in new[] { "float64", "float32" })
        {
            TensorObservation seen = evidence.Tensor(type);
            if (!seen.Shape.SequenceEqual([4L, Heads, Width]))
                return Verdict.Fail($"`{type}` is {seen.Describe()}; it must be [4, {Heads}, {Width}].");
            if (!seen.Type.ToString().Equals(type, StringComparison.OrdinalIgnoreCase))
                return Verdict.Fail($"`{type}` is {seen.Describe()}.");
            for (int b = 0; b < 4; b++)
            {
                for (int h = 0; h < Heads; h++)
                {
                    double[] expected = One(drawn, b, h);
                    for (int d = 0; d < Width; d++)
                    {
                        double got = seen.Values[(((b * Heads) + h) * Width) + d];
                        if (!(Math.Abs(got - expected[d]) <= (type == "float64" ? 1e-10 : 1e-5)))
                            return Verdict.Fail($"`{type}`, sequence {b} of length {Lengths[b]}, head {h}, column {d}: {got:G6}, and {expected[d]:G6} is right.", hint: "Position p is in slot p % blockSize of block table[p / blockSize]; query head h reads key head h / (H / G).");
                    }
                }
            }
        }

        return evidence.Flag("nothing is written") ? Verdict.Pass : Verdict.Fail("Your code writes to its arguments.");
    }

    private static double[][] Draw(CheckRandom random) =>
        [.. new[] { 4 * Heads * Width, Blocks * Size * Groups * Width, Blocks * Size * Groups * Width }.Select(
            count => Enumerable.Range(0, count).Select(_ => random.NextNormal()).ToArray())];

    private static double[] One(double[][] drawn, int b, int h)
    {
        int group = h / (Heads / Groups);
        int Slot(int position) => ((((Tables[b][position / Size] * Size) + (position % Size)) * Groups) + group) * Width;
        double[] weights = [.. Enumerable.Range(0, Lengths[b]).Select(position =>
            Math.Exp(Enumerable.Range(0, Width)
                .Sum(d => drawn[0][(((b * Heads) + h) * Width) + d] * drawn[1][Slot(position) + d]) / Math.Sqrt(Width)))];
        return [.. Enumerable.Range(0, Width)
            .Select(d => weights.Select((weight, position) => weight * drawn[2][Slot(position) + d]).Sum() / weights.Sum())];
    }
}

public sealed class WhatIsBehindTheLength()
    : Check("M10.E4.attend-edges", "takes nothing from behind a sequence's length, and gives zeros for an empty one", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(3, 2, 4), keys = probe.Random.Normal(5, 2, 2, 4), values = probe.Random.Normal(5, 2, 2, 4);
        Tensor lengths = tensor([3L, 0, 4]);
        Tensor tables = tensor([2L, 0, -1, 7, -1, -9, 4, 3, 99]).view(3, 3);
        probe.Observe("tables that go on", PagedAttention.Attend(q, keys, values, tables, lengths));
        Tensor dirtyKeys = keys.clone(), dirtyValues = values.clone();
        foreach (Tensor dirty in new[] { dirtyKeys, dirtyValues })
        {
            dirty[0, 1] = double.NaN; // behind the third position of the first sequence
            dirty[1] = double.PositiveInfinity;
        }

        probe.Observe("slots that were never written", PagedAttention.Attend(q, dirtyKeys, dirtyValues, tables, lengths));
        probe.Observe("great scores", PagedAttention.Attend(100 * q, 100 * keys, values, tables, lengths));
        probe.Observe("tensors that are not contiguous",
            PagedAttention.Attend(q.transpose(1, 2).contiguous().transpose(1, 2), keys.transpose(1, 2).contiguous().transpose(1, 2), values,
                tables.t().contiguous().t(), lengths));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance).WithHint("Hide scores by filling with −∞, and values by filling with 0: 0 times NaN is NaN.");
}
