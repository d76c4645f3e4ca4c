using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

public sealed class CosineValues()
    : VisibleCheck("M04.E5.cosine", "warms up in a line, falls along half a cosine, and stays at the least rate", points: 2)
{
    public override void Probe(Probe probe) =>
        probe.Numbers("rates of steps 0 to 24: 1 to 0.1, 7 steps of warm-up, the end at 21",
            Enumerable.Range(0, 25).Select(t => Schedule.CosineLr(t, 1, 0.1, 7, 21)));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 0, "float64 and one cosine"));
}

public sealed class CosineEdges() : Check("M04.E5.cosine-edges", "has no warm-up where none is asked for, and divides by no 0", points: 1)
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, long warmup,
            long total) in new[] { ("no warm-up", 0L, 5L), ("all warm-up", 5, 5), ("nothing at all", 0, 0), ("one step", 1, 2) })
            probe.Numbers($"{name}: steps 0 to 7", Enumerable.Range(0, 8).Select(t => Schedule.CosineLr(t, 0.3, 0.02, warmup, total)));
        probe.Observe("a late step", Schedule.CosineLr(4_000_000_000, 0.3, 0.02, 100, 5_000_000_000));
        probe.Observe("long after the end", Schedule.CosineLr(long.MaxValue, 0.3, 0.02, 100, 1000));
        probe.Observe("equal rates", Schedule.CosineLr(50, 0.3, 0.3, 10, 100));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-9, 0, "float64 and one cosine"))
        .WithHint("From step T on it is the least rate, so that T = w never reaches the cosine; multiply before you divide integers, or convert first.");
}

public sealed class ClipScales()
    : Check("M04.E5.clip", "scales all gradients by one factor, M/(norm + 1e-6), where that is below 1", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, double scale,
            double bound) in new[] { ("large gradients", 10.0, 1.0), ("small gradients", 0.01, 1),
                ("tiny gradients, where 1e-6 shows", 1e-6, 1e-6) })
        {
            Parameter a = new(zeros(3)), none = new(zeros(2)), b = new(zeros(2, 2));
            (a.grad, b.grad) = (probe.Random.Normal(3) * scale, probe.Random.Normal(2, 2) * scale);
            probe.Observe($"{name}: norm before", Schedule.ClipGradNorm([a, none, b], bound));
            probe.Observe($"{name}: first gradient", a.grad);
            probe.Observe($"{name}: second gradient", b.grad);
            probe.Observe($"{name}: the parameter without a gradient has none still", none.grad is null);
        }

        // A little less than the bound: a factor above 1 is none.
        Parameter near = new(zeros(2)), twice = new(zeros(2));
        (near.grad, twice.grad) = (tensor(new[] { 3f, 4f }), tensor(new[] { 3f, 4f }));
        _ = Schedule.ClipGradNorm([near], 6);
        probe.Observe("a gradient whose norm is a little below the bound", near.grad);
        probe.Observe("norm of a parameter that is given twice", Schedule.ClipGradNorm([twice, twice], 1));
        probe.Observe("its gradient", twice.grad);
        Parameter equal = new(zeros(2)), other = new(zeros(2)), small = new(zeros(2));
        (equal.grad, other.grad, small.grad) = (tensor(new[] { 3f, 4f }), tensor(new[] { 3f, 4f }), tensor(new[] { 3e-7f, 4e-7f }));
        probe.Observe("norm of two parameters of equal numbers", Schedule.ClipGradNorm([equal, other], 1));
        _ = Schedule.ClipGradNorm([small], 1e-6);
        probe.Observe("a gradient whose norm is below the bound, and with 1e-6 above it: its first number times 1e7",
            small.grad[0].ToDouble() * 1e7);

        small.grad = tensor(new[] { 3e-6f, 4e-6f });
        _ = Schedule.ClipGradNorm([small], 1e-6);
        probe.Observe("a tiny gradient above its bound: its first number times 1e7", small.grad[0].ToDouble() * 1e7);

        // The library's modules make a new object at every read of a weight: what is one is the memory.
        using TorchSharp.Modules.Embedding embedding = nn.Embedding(2, 2);
        using TorchSharp.Modules.Linear head = nn.Linear(2, 2, hasBias: false);
        head.weight = embedding.weight!;
        embedding.weight!.grad = tensor(new[] { 1f, 1, 1, 1 }).reshape(2, 2);
        probe.Observe("norm of a tied weight under both of its names",
            Schedule.ClipGradNorm([.. embedding.parameters(), .. head.parameters()], 1));
        probe.Observe("the gradient of the tied weight", embedding.weight!.grad);
        probe.Observe("norm without any gradient", Schedule.ClipGradNorm([new Parameter(zeros(2))], 1));
        probe.Observe("norm of no parameters", Schedule.ClipGradNorm([], 1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-10, 1e-5, "float32 carries 7 digits"))
        .WithHint("One norm over everything, √Σ‖g‖², not one for each parameter; add 1e-6 to it, not to its square.");
}

public sealed class ClipNotFinite()
    : LateCheck("M04.E5.clip-not-finite", "says that a norm is infinite or not a number, and spoils nothing else", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, double bad) in new[] { ("infinite", double.PositiveInfinity), ("not a number", double.NaN) })
        {
            Parameter a = new(zeros(3)), b = new(zeros(2));
            (a.grad, b.grad) = (tensor(new[] { 1f, (float)bad, 2f }), tensor(new[] { 3f, 4f }));
            probe.Observe($"{name}: norm", Schedule.ClipGradNorm([a, b], 1));
            probe.Observe($"{name}: the other gradient", b.grad);
        }

        // Squares of 1e20 are infinite in float32, the norm is not.
        Parameter large = new(zeros(2));
        large.grad = tensor(new[] { 3e20f, 4e20f });
        probe.Observe("a norm of 5e20", Schedule.ClipGradNorm([large], 1));
        probe.Observe("its gradient", large.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Sum the squares in float64; and look at the norm before you multiply.");
}

public sealed class AccumulateParts()
    : Check("M04.E5.accumulate", "gives the loss and the gradient of the whole batch, however it is cut", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(7, 3), y = probe.Random.Normal(7);
        foreach (int parts in new[] { 1, 2, 3, 4, 7 })
        {
            Parameter weight = new(ones(3));
            double most = 0, rows = 0;
            double loss = Schedule.Accumulate(x, y, parts, (xs, ys) =>
            {
                most = Math.Max(most, xs.shape[0]);
                rows += xs.shape[0];
                return (xs.matmul(weight) - ys).square().mean();
            });
            probe.Observe($"{parts} parts: loss", loss);
            probe.Observe($"{parts} parts: gradient", weight.grad);
            probe.Observe($"{parts} parts: rows in all", rows);
            probe.Observe($"{parts} parts: no more rows at once than ⌈7/k⌉", most <= Math.Ceiling(7.0 / parts));
        }

        Parameter again = new(ones(3));
        for (int i = 0; i < 2; i++) _ = Schedule.Accumulate(x, y, 3, (xs, ys) => (xs.matmul(again) - ys).square().mean());
        probe.Observe("gradient after two calls", again.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("A part of 3 of 7 rows counts 3/7, a part of 2 rows 2/7: scale each part's mean loss by its rows over all rows.");
}

public sealed class ScheduleLeavesNothing() : Check("M04.E5.no-leak", "disposes of every tensor that it makes on the way, part by part")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(6, 3), y = probe.Random.Normal(6);
        Parameter weight = new(ones(3));
        weight.grad = ones(3);
        long first = -1, last = 0;
        probe.ObserveLeak("tensors left by Accumulate", () =>
        {
            _ = Schedule.Accumulate(x, y, 6, (xs, ys) =>
            {
                last = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
                if (first < 0) first = last;
                return (xs.matmul(weight) - ys).square().mean();
            });
            return weight.detach();
        });
        probe.Observe("tensors of earlier parts that live on in a later one", Math.Max(0, last - first));
        probe.ObserveLeak("tensors left by ClipGradNorm", () =>
        {
            _ = Schedule.ClipGradNorm([weight], 0.1);
            return weight.detach();
        });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open a dispose scope for each part: what micro-batches save is the memory of all but one of them.");
}

public sealed class ScheduleBadArguments()
    : Check("M04.E5.bad-arguments", "refuses schedules that end before they begin, bounds of 0 or less, and batches that do not fit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter p = new(ones(2));
        Tensor x = ones(4, 2), y = ones(4);
        static Tensor Loss(Tensor xs, Tensor ys) => (xs.sum() + ys.sum()).requires_grad_();
        probe.ObserveThrows<ArgumentException>("step -1", () => Schedule.CosineLr(-1, 1, 0, 1, 2));
        probe.ObserveThrows<ArgumentException>("a warm-up longer than everything", () => Schedule.CosineLr(0, 1, 0, 5, 2));
        probe.ObserveThrows<ArgumentException>("a warm-up of -1", () => Schedule.CosineLr(0, 1, 0, -1, 2));
        probe.ObserveThrows<ArgumentException>("a highest rate below the lowest", () => Schedule.CosineLr(0, 0.1, 0.2, 1, 2));
        probe.ObserveThrows<ArgumentException>("a lowest rate of NaN", () => Schedule.CosineLr(0, 0.1, double.NaN, 1, 2));
        probe.ObserveThrows<ArgumentException>("a highest rate of NaN", () => Schedule.CosineLr(0, double.NaN, 0.1, 1, 2));
        probe.ObserveThrows<ArgumentException>("a negative rate", () => Schedule.CosineLr(0, 0.1, -0.1, 1, 2));
        probe.ObserveAccepts("a lowest rate of 0", () => Schedule.CosineLr(1, 1, 0, 1, 2));
        probe.ObserveThrows<ArgumentException>("an input without axes", () => Schedule.Accumulate(tensor(1f), y, 1, Loss));
        probe.ObserveThrows<ArgumentException>("a target without axes", () => Schedule.Accumulate(x, tensor(1f), 1, Loss));
        probe.ObserveAccepts("inputs of one axis", () => Schedule.Accumulate(y, y, 2, Loss));
        probe.ObserveThrows<ArgumentException>("a bound of 0", () => Schedule.ClipGradNorm([p], 0));
        probe.ObserveThrows<ArgumentException>("a bound of NaN", () => Schedule.ClipGradNorm([p], double.NaN));
        probe.ObserveThrows<ArgumentException>("0 parts", () => Schedule.Accumulate(x, y, 0, Loss));
        probe.ObserveThrows<ArgumentException>("5 parts of 4 rows", () => Schedule.Accumulate(x, y, 5, Loss));
        probe.ObserveThrows<ArgumentException>("4 inputs and 3 targets", () => Schedule.Accumulate(x, ones(3), 1, Loss));
        probe.ObserveThrows<ArgumentException>("3 inputs and 4 targets", () => Schedule.Accumulate(ones(3, 2), y, 1, Loss));
        probe.ObserveAccepts("4 parts of 4 rows", () => Schedule.Accumulate(x, y, 4, Loss));
    }
}
