namespace LLMCourse.Checks.M02;

/// <summary>Makes the modules that the checks of multi-head attention look at.</summary>
internal static class MultiHeads
{
    /// <summary>Makes a module with seeded weights.</summary>
    public static MultiHeadAttention Make(CheckRandom random, int width, int heads, int? kvHeads = null)
    {
        int kvWidth = (kvHeads ?? heads) * (width / heads);
        var attention = new MultiHeadAttention(width, heads, kvHeads);
        attention.LoadWeights(random.Normal(width, width) * 0.3, random.Normal(kvWidth, width) * 0.3, random.Normal(kvWidth, width) * 0.3,
            random.Normal(width, width) * 0.3);
        return attention;
    }
}

public sealed class MultiHeadOutput()
    : VisibleCheck("M02.E4.output", "matches the formula for one head, for several and for grouped ones", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int width, int heads, int? kvHeads) in new (int, int, int?)[] { (6, 1, null), (12, 3, null), (16, 4, 2), (16, 4, 1) })
        {
            MultiHeadAttention attention = MultiHeads.Make(probe.Random, width, heads, kvHeads);
            probe.Observe($"output, C {width}, H {heads}, G {kvHeads ?? heads}", attention.call(probe.Random.Normal(2, 5, width)));
        }
    }
}

public sealed class MultiHeadCausality()
    : Check("M02.E4.causal", "never lets a later token change an earlier output, bit for bit", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        MultiHeadAttention attention = MultiHeads.Make(probe.Random, 8, 2);
        Tensor x = probe.Random.Normal(1, 6, 8);
        Tensor changed = x.clone();
        changed[0, 4] = probe.Random.Normal(8);
        probe.Observe("output", attention.call(x));
        probe.Observe("output after token 4 was changed", attention.call(changed));
        foreach (int length in (int[])[2, 9])
            probe.Observe($"output of {length} tokens by the same layer", attention.call(probe.Random.Normal(1, length, 8)));
    }

    public override Verdict Judge(Evidence evidence) => Causality.Judge(
        evidence, evidence.Tensor("output"), evidence.Tensor("output after token 4 was changed"), changedAt: 4, Tolerance);
}

public sealed class MultiHeadGrouped()
    : LateCheck("M02.E4.grouped", "with fewer key heads equals full attention whose key heads are repeated", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(8, 8), o = probe.Random.Normal(8, 8), k = probe.Random.Normal(4, 8), v = probe.Random.Normal(4, 8);
        var grouped = new MultiHeadAttention(8, 4, 2);
        grouped.LoadWeights(q, k, v, o);
        var full = new MultiHeadAttention(8, 4);
        full.LoadWeights(q, Repeat(k), Repeat(v), o);
        Tensor x = probe.Random.Normal(2, 5, 8) * 0.3;
        probe.Observe("grouped", grouped.call(x));
        probe.Observe("full with repeated heads", full.call(x));
    }

    public override Verdict Judge(Evidence evidence) =>
        ObservationComparer.Tensors(evidence.Tensor("full with repeated heads") with { Name = "grouped" }, evidence.Tensor("grouped"),
            Tolerance) is { Passed: false } wrong
            ? wrong.WithHint("Query head h reads key head h / (H/G): repeat each key head H/G times in a row, do not tile the list.")
            : evidence.EqualsExpected(Tolerance);

    private static Tensor Repeat(Tensor weight) => weight.reshape(2, 2, 8).repeat_interleave(2, dim: 0).reshape(8, 8);
}

public sealed class MultiHeadIndependence()
    : Check("M02.E4.independent-heads", "keeps the heads apart until the output projection", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(8, 8), k = probe.Random.Normal(8, 8), v = probe.Random.Normal(8, 8), o = probe.Random.Normal(8, 8);
        o[TensorIndex.Ellipsis, TensorIndex.Slice(4, 8)] = 0;
        var attention = new MultiHeadAttention(8, 2);
        attention.LoadWeights(q, k, v, o);
        Tensor x = probe.Random.Normal(1, 4, 8) * 0.3;
        probe.Observe("output", attention.call(x));

        Tensor otherV = v.clone();
        otherV[TensorIndex.Slice(4, 8)] = probe.Random.Normal(4, 8);
        attention.LoadWeights(q, k, otherV, o);
        probe.Observe("output with other values in the silenced head", attention.call(x));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict same = ObservationComparer.Tensors(
            evidence.Tensor("output") with { Name = "output with other values in the silenced head" },
            evidence.Tensor("output with other values in the silenced head"),
            Tolerance.Operator);
        return same.Passed
            ? evidence.EqualsExpected(Tolerance)
            : same.WithHint("A head that the output projection ignores must not matter: split the width by heads before attention, and merge it in the same order.");
    }
}

public sealed class MultiHeadWeights() : Check("M02.E4.weights", "shows attention weights that are causal and sum to 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("weights", MultiHeads.Make(probe.Random, 12, 3).AttentionWeights(probe.Random.Normal(2, 5, 12)));
        probe.Observe("numbers in all parameters", new MultiHeadAttention(12, 3).parameters().Sum(p => p.numel()));
        probe.Observe("weights, grouped", MultiHeads.Make(probe.Random, 8, 4, 2).AttentionWeights(probe.Random.Normal(1, 4, 8)));
    }
}

public sealed class MultiHeadGradient() : Check("M02.E4.gradient", "lets gradients through to the input and to every projection", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        MultiHeadAttention attention = MultiHeads.Make(probe.Random, 8, 2);
        Tensor x = probe.Random.Normal(1, 4, 8).requires_grad_();
        (attention.call(x) * probe.Random.Normal(1, 4, 8)).sum().backward();
        probe.Observe("gradient of x", x.grad);
        probe.Observe("parameters with a gradient", attention.parameters().All(p => p.grad is not null));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model)
        .WithHint("Register every projection, and do not detach on the way.");
}

public sealed class MultiHeadLeavesNothing() : Check("M02.E4.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        MultiHeadAttention attention = MultiHeads.Make(probe.Random, 8, 4, 2);
        Tensor x = probe.Random.Normal(2, 4, 8);
        probe.ObserveLeak("tensors left by forward", () => attention.call(x));
        probe.ObserveLeak("tensors left by AttentionWeights", () => attention.AttentionWeights(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class MultiHeadBadArguments()
    : Check("M02.E4.bad-arguments", "refuses heads that do not divide the width, and inputs and weights of another shape")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("10 wide with 3 heads", () => _ = new MultiHeadAttention(10, 3));
        probe.ObserveThrows<ArgumentException>("no width", () => _ = new MultiHeadAttention(0, 2));
        probe.ObserveThrows<ArgumentException>("no heads", () => _ = new MultiHeadAttention(8, 0));
        probe.ObserveThrows<ArgumentException>("−2 heads", () => _ = new MultiHeadAttention(8, -2));
        probe.ObserveThrows<ArgumentException>("no heads and two key heads", () => _ = new MultiHeadAttention(8, 0, 2));
        probe.ObserveThrows<ArgumentException>("no key heads", () => _ = new MultiHeadAttention(8, 4, 0));
        probe.ObserveThrows<ArgumentException>("−2 key heads", () => _ = new MultiHeadAttention(8, 4, -2));
        probe.ObserveThrows<ArgumentException>("4 heads with 3 key heads", () => _ = new MultiHeadAttention(8, 4, 3));
        MultiHeadAttention attention = MultiHeads.Make(probe.Random, 8, 2);
        probe.ObserveThrows<ArgumentException>("an input of another width", () => attention.call(probe.Random.Normal(1, 3, 6)));
        probe.ObserveThrows<ArgumentException>("attention weights of another width",
            () => attention.AttentionWeights(probe.Random.Normal(1, 3, 6)));
        probe.ObserveThrows<ArgumentException>("a weight of another shape",
            () => attention.LoadWeights(zeros(8, 8), zeros(4, 8), zeros(8, 8), zeros(8, 8)));
        Tensor x = probe.Random.Normal(1, 3, 8), before = attention.call(x);
        probe.ObserveThrows<ArgumentException>("a last weight of another shape",
            () => attention.LoadWeights(zeros(8, 8), zeros(8, 8), zeros(8, 8), zeros(8, 4)));
        probe.Observe("refused weights have changed nothing", before.eq(attention.call(x)).all().item<bool>());
        probe.ObserveAccepts("an input that fits", () => attention.call(probe.Random.Normal(1, 3, 8)));
    }
}

public sealed class MultiHeadSpeed()
    : PerformanceCheck("M02.E4.speed", "keeps within three times the reference's time, and grows no faster than with S²", points: 1)
{
    public override string SizeName => "S (sequence length)";

    public override IReadOnlyList<int> Sizes => [64, 128, 256, 512];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 3;

    // The projections are linear in S, the scores quadratic; a cubic implementation comes out near 3.
    public override double MaximumExponent => 2.5;

    // Every 16th column is enough to see that the work is right, and keeps the recorded expectation small.
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("every 16th column of the result",
            Prepare(probe, Sizes[0], Implementation.Submission)()[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 16)]);
    }

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        Tensor q = probe.Random.Normal(64, 64) * 0.1, k = probe.Random.Normal(64, 64) * 0.1, v = probe.Random.Normal(64, 64) * 0.1,
            o = probe.Random.Normal(64, 64) * 0.1;
        Tensor x = probe.Random.Normal(4, size, 64);
        if (implementation == Implementation.Submission)
        {
            MultiHeadAttention attention = probe.Owns(new MultiHeadAttention(64, 4));
            attention.LoadWeights(q, k, v, o);
            attention.eval();
            return () => attention.call(x);
        }

        Tensor fused = cat([q, k, v], 0).requires_grad_(true), projection = o.requires_grad_(true);
        Tensor mask = LLMCourse.Reference.Attention.CausalMask(size, x.device);
        return () => Plain(x, fused, projection, mask);
    }

    // In plain operators, as a right submission may have it. The reference's own layer calls one fused operator, several times as fast.
    private static Tensor Plain(Tensor x, Tensor fused, Tensor projection, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] qkv =
            [.. nn.functional.linear(x, fused).chunk(3, -1).Select(part => part.view(x.shape[0], x.shape[1], 4, 16).transpose(1, 2))];
        Tensor scores = qkv[0].matmul(qkv[1].transpose(-2, -1)).div(4).masked_fill(mask.logical_not(), double.NegativeInfinity);
        return nn.functional.linear(scores.softmax(-1).matmul(qkv[2]).transpose(1, 2).reshape(x.shape), projection)
            .MoveToOuterDisposeScope();
    }
}
