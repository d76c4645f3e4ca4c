namespace LLMCourse.Checks.M02;

public sealed class SoftmaxAnyAxis()
    : VisibleCheck("M02.E1.any-axis", "gives the probabilities along any axis, counted from either end", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(3, 4, 5) * 2;
        foreach (long dim in new long[] { 0, 1, -1 })
        {
            probe.Observe($"Probabilities, dim {dim}", Softmax.Probabilities(x, dim));
            probe.Observe($"LogProbabilities, dim {dim}", Softmax.LogProbabilities(x, dim));
        }
    }
}

public sealed class SoftmaxOneAxis() : Check("M02.E1.one-axis", "works on a vector")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Uniform(-3, 3, 7);
        probe.Observe("Probabilities", Softmax.Probabilities(x, 0));
        probe.Observe("LogProbabilities", Softmax.LogProbabilities(x, -1));
    }
}

public sealed class SoftmaxLargeLogits()
    : Check("M02.E1.large-logits", "survives logits of any size: softmax(x + c) = softmax(x)", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(4, 6);
        probe.Observe("Probabilities of x + 100", Softmax.Probabilities(x + 100, -1));
        probe.Observe("Probabilities of 1000·x", Softmax.Probabilities(x * 1000, -1));
        probe.Observe("Probabilities of x − 1000", Softmax.Probabilities(x - 1000, -1));
    }
}

public sealed class LogSoftmaxFarApart()
    : Check("M02.E1.log-far-apart", "keeps log-probabilities finite where the probability has become 0")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(4, 6) * 1000;
        probe.Observe("LogProbabilities of 1000·x", Softmax.LogProbabilities(x, -1));
    }
}

public sealed class SoftmaxMasked()
    : LateCheck("M02.E1.masked",
        "gives 0 to entries of −∞, and zeros to a row that is −∞ throughout, with −∞ as their logarithm", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(3, 5);
        x[0, TensorIndex.Slice(1, 3)] = double.NegativeInfinity;
        x[1, TensorIndex.Slice(0, 4)] = double.NegativeInfinity;
        x[2] = double.NegativeInfinity;
        probe.Observe("Probabilities", Softmax.Probabilities(x, -1));
        probe.Observe("LogProbabilities", Softmax.LogProbabilities(x, -1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance).WithHint("A row of −∞ has the maximum −∞: what is −∞ − (−∞), and what is 0/0?");
}

public sealed class SoftmaxEmpty() : Check("M02.E1.empty", "gives an empty tensor for an empty one")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Probabilities of [3, 0]", Softmax.Probabilities(zeros(3, 0), -1));
        probe.Observe("LogProbabilities of [0, 3]", Softmax.LogProbabilities(zeros(0, 3), -1));
        probe.Observe("LogProbabilities of [0, 3] along the empty axis", Softmax.LogProbabilities(zeros(0, 3), 0));
        probe.Observe("LogProbabilities of one number", Softmax.LogProbabilities(ones(1, 1), -1));
        Tensor empty = zeros(0, 3);
        probe.Observe("what is returned is the argument itself",
            ReferenceEquals(empty, Softmax.Probabilities(empty, 0)) || ReferenceEquals(empty, Softmax.LogProbabilities(empty, 0)));
    }

    // Not exact: 1 − log(exp 1) is 0 or 6e-8, and not even the same each time, since MKL rounds logarithms by where the numbers lie.
    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint("An empty row has no maximum: return before you look for one.");
}

public sealed class SoftmaxPrecision() : Check("M02.E1.float64", "keeps the dtype, and float64 to its full precision")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal64(3, 8) * 5;
        probe.Observe("Probabilities", Softmax.Probabilities(x, -1));
        probe.Observe("LogProbabilities", Softmax.LogProbabilities(x, 0));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-12, 1e-12, "float64 carries 15 digits"))
            .WithHint("Compute in the dtype of x; do not go through float32.");
}

public sealed class SoftmaxGradient()
    : Check("M02.E1.gradient", "has the gradient of softmax, also where an entry or a whole row is masked")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = probe.Random.Normal64(3, 5);
        Tensor x = probe.Random.Normal64(3, 5);
        x[1, 2] = double.NegativeInfinity;
        x[2] = double.NegativeInfinity;
        Tensor leaf = x.clone().requires_grad_();
        (Softmax.Probabilities(leaf, -1) * weights).sum().backward();
        probe.Observe("gradient through Probabilities", leaf.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Gradient)
        .WithHint("The maximum may be treated as a constant, the sum may not; and a NaN that is repaired in the output is still one in the gradient.");
}

public sealed class SoftmaxLeavesNothing() : Check("M02.E1.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(4, 4);
        probe.ObserveLeak("tensors left by Probabilities", () => Softmax.Probabilities(x, -1));
        probe.ObserveLeak("tensors left by LogProbabilities", () => Softmax.LogProbabilities(x, -1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class SoftmaxBadArguments()
    : Check("M02.E1.bad-arguments", "refuses an axis that x does not have, and x that is not floating point")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 3), integers = probe.Random.Integers(0, 5, 2, 3);
        probe.ObserveThrows<ArgumentException>("Probabilities with dim 2 of a matrix", () => Softmax.Probabilities(x, 2));
        probe.ObserveThrows<ArgumentException>("LogProbabilities with dim -3 of a matrix", () => Softmax.LogProbabilities(x, -3));
        probe.ObserveThrows<ArgumentException>("Probabilities of int64", () => Softmax.Probabilities(integers, -1));
        probe.ObserveAccepts("a matrix and its last axis", () => Softmax.Probabilities(x, 1));
    }
}
