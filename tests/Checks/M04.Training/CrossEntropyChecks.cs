namespace LLMCourse.Checks.M04;

public sealed class CrossEntropyValue() : VisibleCheck("M04.E2.value", "gives the mean of −ln p(target)", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int n, int v) in new[] { (1, 2), (6, 5), (9, 33) })
            probe.Observe($"{n} rows of {v} logits", Losses.CrossEntropy(probe.Random.Normal(n, v) * 2, probe.Random.Integers(0, v, n)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class CrossEntropyLargeLogits() : Check("M04.E2.large-logits", "survives logits of any size", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(5, 7), targets = probe.Random.Integers(0, 7, 5);
        probe.Observe("1000·x", Losses.CrossEntropy(x * 1000, targets));
        probe.Observe("x + 1000", Losses.CrossEntropy(x + 1000, targets));
        probe.Observe("x − 1000", Losses.CrossEntropy(x - 1000, targets));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-4, 1e-5, "float32 carries 7 digits, and four of them are before the point here"))
        .WithHint("Subtract the row's maximum, and never take the logarithm of a probability: ln Σ exp(xⱼ − m) − (xₜ − m).");
}

public sealed class CrossEntropyIgnored() : Check("M04.E2.ignored", "leaves ignored targets out of the sum and out of the mean", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(6, 4);
        probe.Observe("two of six ignored", Losses.CrossEntropy(x, tensor(new long[] { 1, -100, 3, 0, -100, 2 })));
        probe.Observe("another index", Losses.CrossEntropy(x, tensor(new long[] { 1, 0, 3, 0, 2, 2 }), ignoreIndex: 0));
        probe.Observe("an index above the vocabulary", Losses.CrossEntropy(x, tensor(new long[] { 1, 9, 3, 0, 2, 9 }), ignoreIndex: 9));
    }
}

public sealed class CrossEntropyAllIgnored()
    : LateCheck("M04.E2.all-ignored", "gives 0, with a gradient of zeros, when nothing counts", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(3, 4).requires_grad_();
        Tensor loss = Losses.CrossEntropy(x, full(3, -100L, ScalarType.Int64));
        loss.backward();
        probe.Observe("loss", loss);
        probe.Observe("gradient", x.grad);
        Tensor bad = tensor(new[] { float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity }).reshape(2, 2);
        probe.Observe("loss of logits that are no numbers", Losses.CrossEntropy(bad, full(2, -100L, ScalarType.Int64)));
        probe.Observe("loss over a vocabulary of one", Losses.CrossEntropy(probe.Random.Normal(2, 1), tensor(new long[] { -100, 0 })));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A mean over nothing is 0/0. Divide by at least 1, and stay connected to the logits.");
}

public sealed class CrossEntropySmoothing()
    : Check("M04.E2.smoothing", "smooths the labels: (1 − ε)·(−ln p) + ε times the mean over the vocabulary", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(5, 6), targets = tensor(new long[] { 5, -100, 0, 2, 2 });
        foreach (double smoothing in new[] { 0.1, 0.5, 1 })
            probe.Observe($"smoothing {smoothing.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                Losses.CrossEntropy(x, targets, labelSmoothing: smoothing));
    }
}

public sealed class CrossEntropyGradient()
    : Check("M04.E2.gradient", "has the gradient (softmax − target)/N, and 0 in ignored rows", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (double smoothing in new[] { 0, 0.2 })
        {
            Tensor x = probe.Random.Normal64(4, 5).requires_grad_();
            Losses.CrossEntropy(x, tensor(new long[] { 4, 1, -100, 1 }), labelSmoothing: smoothing).backward();
            probe.Observe(smoothing == 0 ? "gradient" : "gradient, smoothed", x.grad);
        }

        // A token that a sampler's mask has ruled out.
        Tensor masked = probe.Random.Normal64(2, 4);
        masked[0, 2] = double.NegativeInfinity;
        Tensor leaf = masked.clone().requires_grad_();
        Tensor loss = Losses.CrossEntropy(leaf, tensor(new long[] { 1, 3 }));
        loss.backward();
        probe.Observe("loss with a logit of −∞", loss);
        probe.Observe("gradient with a logit of −∞", leaf.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient)
        .WithHint("Only the maximum may be treated as a constant; and pick the target's logit with gather, since 0·∞ in a one-hot product is NaN.");
}

public sealed class CrossEntropyDtypes()
    : Check("M04.E2.dtypes", "keeps float64 to its full precision, and computes 16-bit logits in float32")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal64(4, 9) * 4, targets = probe.Random.Integers(0, 9, 4);
        probe.Observe("float64", Losses.CrossEntropy(x, targets));
        probe.Observe("float16", Losses.CrossEntropy((x * 8).to(ScalarType.Float16), targets));
        probe.Observe("bfloat16", Losses.CrossEntropy((x * 8).to(ScalarType.BFloat16), targets));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict wide = evidence.EqualsExpected("float64", new Tolerance(1e-12, 1e-12, "float64 carries 15 digits"));
        return wide.Passed ? evidence.EqualsExpected(Tolerance.Layer) : wide;
    }
}

public sealed class CrossEntropyLeavesNothing() : Check("M04.E2.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(4, 4), targets = probe.Random.Integers(0, 4, 4), none = full(4, -100L, ScalarType.Int64);
        probe.ObserveLeak("tensors left", () => Losses.CrossEntropy(x, targets, labelSmoothing: 0.1));
        probe.ObserveLeak("tensors left when nothing counts", () => Losses.CrossEntropy(x, none));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class CrossEntropyBadArguments()
    : Check("M04.E2.bad-arguments", "refuses targets out of range, and tensors of the wrong shape or dtype")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 3);
        probe.ObserveThrows<ArgumentException>("target 3 of 3", () => Losses.CrossEntropy(x, tensor(new long[] { 0, 3 })));
        probe.ObserveThrows<ArgumentException>("target -1", () => Losses.CrossEntropy(x, tensor(new long[] { -1, 0 })));
        probe.ObserveThrows<ArgumentException>("target -100 with another ignored index",
            () => Losses.CrossEntropy(x, tensor(new long[] { -100, 0 }), ignoreIndex: 7));
        probe.ObserveThrows<ArgumentException>("three targets for two rows", () => Losses.CrossEntropy(x, zeros(3, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("targets of float32", () => Losses.CrossEntropy(x, zeros(2)));
        probe.ObserveThrows<ArgumentException>("logits with three axes",
            () => Losses.CrossEntropy(x.unsqueeze(0), zeros(2, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("logits of int64",
            () => Losses.CrossEntropy(zeros(2, 3, ScalarType.Int64), zeros(2, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("smoothing 1.1",
            () => Losses.CrossEntropy(x, zeros(2, ScalarType.Int64), labelSmoothing: 1.1));
        probe.ObserveThrows<ArgumentException>("logits over no tokens",
            () => Losses.CrossEntropy(zeros(2, 0), full(2, -100L, ScalarType.Int64)));
        probe.ObserveAccepts("no rows", () => Losses.CrossEntropy(zeros(0, 3), zeros(0, ScalarType.Int64)));
        probe.ObserveAccepts("logits and targets that fit", () => Losses.CrossEntropy(x, tensor(new long[] { 0, 2 })));
    }
}
