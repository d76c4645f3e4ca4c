namespace LLMCourse.Checks.M02;

public sealed class AttendThreeDimensions()
    : VisibleCheck("M02.E2.three-d", "matches the formula on a batch, with fewer queries than keys and narrower values", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 4, 6), k = probe.Random.Normal(2, 7, 6), v = probe.Random.Normal(2, 7, 3);
        probe.Observe("output", Attention.Attend(q, k, v));
    }
}

public sealed class AttendFourDimensions()
    : Check("M02.E2.four-d", "matches the formula on batches of heads, for every broadcastable mask shape", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 3, 5, 8), k = probe.Random.Normal(2, 3, 5, 8), v = probe.Random.Normal(2, 3, 5, 8);
        Tensor causal = ones(5, 5, ScalarType.Bool).tril();
        Tensor keys = ones(2, 1, 1, 5, ScalarType.Bool);
        keys[1, 0, 0, 4] = false;
        probe.Observe("output under a mask [Tq, Tk]", Attention.Attend(q, k, v, causal));
        probe.Observe("output under a mask [B, 1, 1, Tk]", Attention.Attend(q, k, v, keys));
        probe.Observe("output under a mask [B, 1, Tq, Tk]", Attention.Attend(q, k, v, keys.logical_and(causal)));
    }
}

public sealed class AttendMatrices() : Check("M02.E2.two-d", "works without any batch axis")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(3, 4), k = probe.Random.Normal(5, 4), v = probe.Random.Normal(5, 2);
        probe.Observe("output", Attention.Attend(q, k, v));
    }
}

public sealed class AttendMasked()
    : LateCheck("M02.E2.masked", "sees just the keys where the mask is true, and gives zeros to a query that sees none", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(1, 4, 4), k = probe.Random.Normal(1, 6, 4), v = probe.Random.Normal(1, 6, 4);
        Tensor mask = probe.Random.Integers(0, 2, 4, 6).to(ScalarType.Bool);
        mask[0] = true;
        mask[1] = false;
        probe.Observe("output", Attention.Attend(q, k, v, mask));

        // Keys and values behind the mask must not matter, whatever they are.
        Tensor hidden = mask.any(0).logical_not().unsqueeze(-1);
        probe.Observe("output with other hidden keys", Attention.Attend(q, k.masked_fill(hidden, 50), v.masked_fill(hidden, 50), mask));

        // However low the score of a visible key is, that of a hidden one is lower.
        Tensor low = full(1, 3, 4, -300f);
        low[0, 1] = zeros(4);
        probe.Observe("output where visible keys have scores of -120,000",
            Attention.Attend(full(1, 1, 4, 200f), low, v.narrow(1, 0, 3), tensor(new[] { true, false, true })));
    }
}

public sealed class AttendOrderOfKeys() : Check("M02.E2.order-of-keys", "does not depend on the order in which keys and their values stand")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 3, 4), k = probe.Random.Normal(2, 6, 4), v = probe.Random.Normal(2, 6, 4);
        probe.Observe("output", Attention.Attend(q, k, v));
        probe.Observe("output with keys reversed", Attention.Attend(q, k.flip(1), v.flip(1)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict right = evidence.EqualsExpected(Tolerance);
        return right.Passed
            ? ObservationComparer.Tensors(evidence.Tensor("output"),
                evidence.Tensor("output with keys reversed") with { Name = "output with keys reversed" }, Tolerance)
            : right;
    }
}

public sealed class AttendLargeScores() : Check("M02.E2.large-scores", "survives scores of several hundred")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(1, 4, 16) * 30, k = probe.Random.Normal(1, 4, 16) * 30, v = probe.Random.Normal(1, 4, 4);
        probe.Observe("output", Attention.Attend(q, k, v));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Model).WithHint("exp overflows above 88 in float32.");
}

public sealed class AttendGradient()
    : Check("M02.E2.gradient", "lets gradients through to queries, keys and values, also where a query sees no key", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal64(3, 4).requires_grad_(), k = probe.Random.Normal64(5, 4).requires_grad_(),
            v = probe.Random.Normal64(5, 2).requires_grad_();
        Tensor weights = probe.Random.Normal64(3, 2);
        Tensor mask = ones(3, 5, ScalarType.Bool);
        mask[1, 2] = false;
        mask[2] = false;
        (Attention.Attend(q, k, v, mask) * weights).sum().backward();
        probe.Observe("gradient of q", q.grad);
        probe.Observe("gradient of k", k.grad);
        probe.Observe("gradient of v", v.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient)
        .WithHint("A NaN that is masked away in the forward pass still poisons the gradient: keep it from arising.");
}

public sealed class AttendLeavesNothing() : Check("M02.E2.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 4, 4);
        Tensor mask = ones(4, 4, ScalarType.Bool).tril();
        probe.ObserveLeak("tensors left", () => Attention.Attend(q, q, q));
        probe.ObserveLeak("tensors left under a mask", () => Attention.Attend(q, q, q, mask));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class AttendBadArguments() : Check("M02.E2.bad-arguments", "refuses shapes that do not fit, and a mask that is not bool")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = probe.Random.Normal(2, 3, 4), k = probe.Random.Normal(2, 5, 4);
        probe.ObserveThrows<ArgumentException>("queries and keys of different widths",
            () => Attention.Attend(q, probe.Random.Normal(2, 5, 6), k));
        probe.ObserveThrows<ArgumentException>("fewer values than keys", () => Attention.Attend(q, k, probe.Random.Normal(2, 4, 4)));
        probe.ObserveThrows<ArgumentException>("a mask for another number of keys",
            () => Attention.Attend(q, k, k, ones(3, 4, ScalarType.Bool)));
        probe.ObserveThrows<ArgumentException>("a mask of float32", () => Attention.Attend(q, k, k, ones(3, 5)));
        probe.ObserveThrows<ArgumentException>("queries without a position axis", () => Attention.Attend(zeros(4), zeros(4), zeros(4)));
        probe.ObserveThrows<ArgumentException>("keys of a single batch", () => Attention.Attend(q, k.narrow(0, 0, 1), k));
        probe.ObserveThrows<ArgumentException>("keys without a batch axis", () => Attention.Attend(q, k[0], k));
        probe.ObserveThrows<ArgumentException>("values of a single batch", () => Attention.Attend(q, k, k.narrow(0, 0, 1)));
        probe.ObserveThrows<ArgumentException>("values without a batch axis", () => Attention.Attend(q, k, k[0]));
        probe.ObserveThrows<ArgumentException>("keys of float64", () => Attention.Attend(q, k.to(ScalarType.Float64), k));
        probe.ObserveThrows<ArgumentException>("values of float64", () => Attention.Attend(q, k, k.to(ScalarType.Float64)));
        probe.ObserveThrows<ArgumentException>("everything in int64",
            () => Attention.Attend(ones(2, 2, ScalarType.Int64), ones(2, 2, ScalarType.Int64), ones(2, 2, ScalarType.Int64)));
        probe.ObserveAccepts("queries, keys and values that fit", () => Attention.Attend(q, k, k, ones(3, 5, ScalarType.Bool)));
    }
}

public sealed class AttendSpeed()
    : PerformanceCheck("M02.E2.speed", "keeps within three times the reference's time, and grows no faster than with S²", points: 1)
{
    public override string SizeName => "S (sequence length)";

    public override IReadOnlyList<int> Sizes => [64, 128, 256, 512];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 3;

    // Attention is S²; what is proportional to S pulls the fitted exponent down, noise moves it by a tenth or so.
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
        Tensor q = probe.Random.Normal(4, 4, size, 32), k = probe.Random.Normal(4, 4, size, 32), v = probe.Random.Normal(4, 4, size, 32);
        Tensor mask = ones(size, size, ScalarType.Bool).tril();
        return implementation == Implementation.Submission
            ? () => Attention.Attend(q, k, v, mask)
            : () => Plain(q, k, v, mask);
    }

    // The formula in the operators that the exercise allows. The reference's own is one fused
    // operator, several times as fast, which it bans.
    private static Tensor Plain(Tensor q, Tensor k, Tensor v, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = q.matmul(k.transpose(-2, -1)).mul_(1 / Math.Sqrt(q.shape[^1]))
            .masked_fill_(mask.logical_not(), double.NegativeInfinity);
        return scores.softmax(-1).matmul(v).MoveToOuterDisposeScope();
    }
}
