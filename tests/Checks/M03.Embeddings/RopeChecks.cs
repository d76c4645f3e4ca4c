namespace LLMCourse.Checks.M03;

public sealed class RopeOutput() : VisibleCheck("M03.E3.output", "turns neighbouring columns by the angle of their position", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("x [4, 6]", new Rope(6, 16).call(probe.Random.Normal(4, 6), Tables.Ids(0, 1, 2, 3)));
        probe.Observe("x [2, 3, 4, 8]", new Rope(8, 16).call(probe.Random.Normal(2, 3, 4, 8), Tables.Ids(0, 1, 2, 3)));
        probe.Observe("θ = 100", new Rope(8, 16, 100).call(probe.Random.Normal(2, 8), Tables.Ids(5, 6)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class RopeHalf() : Check("M03.E3.half", "turns column i with column i + D/2 in the half layout", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(8, 16, layout: RopeLayout.Half);
        probe.Observe("x [4, 8]", rope.call(probe.Random.Normal(4, 8), Tables.Ids(0, 1, 2, 3)));
        probe.Observe("x [2, 2, 2, 8]", rope.call(probe.Random.Normal(2, 2, 2, 8), Tables.Ids(9, 4)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class RopePrecision()
    : LateCheck("M03.E3.precision", "is right to six digits at late positions, and to twelve in float64", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(6, 9000);
        Tensor x = probe.Random.Normal64(3, 6), late = Tables.Ids(8191, 4099, 8999);
        probe.Observe("float32", rope.call(x.to(ScalarType.Float32), late));
        probe.Observe("float64", rope.call(x, late));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict single =
            evidence.EqualsExpected("float32", new Tolerance(1e-6, 1e-6, "cosine, sine and product are rounded once each in float32"));
        return (single.Passed ? evidence.EqualsExpected("float64",
            new Tolerance(1e-9, 1e-9, "float64 carries 15 digits, of which an angle of 9000 takes four")) : single)
            .WithHint("Compute the angles in float64, and give their cosines and sines the dtype of x.");
    }
}

public sealed class RopeRelative()
    : Check("M03.E3.relative", "makes the product of a query and a key depend on their distance alone, and keeps lengths", points: 3)
{
    private const int Count = 1000, Width = 16, Positions = 512;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(Width, Positions);
        Tensor q = probe.Random.Normal(Count, Width) / 4, k = probe.Random.Normal(Count, Width) / 4;

        // Each pair of vectors stands at (m, n) once, and once as far apart elsewhere.
        Tensor m = probe.Random.Integers(0, Positions / 2, Count), n = probe.Random.Integers(0, Positions / 2, Count),
            shift = probe.Random.Integers(1, Positions / 2, Count);
        probe.Observe("products", (rope.call(q, m) * rope.call(k, n)).sum(dim: -1));
        probe.Observe("products of shifted positions", (rope.call(q, m + shift) * rope.call(k, n + shift)).sum(dim: -1));
        probe.Observe("squared lengths", q.pow(2).sum(dim: -1));
        probe.Observe("squared lengths after the rotation", rope.call(q, m).pow(2).sum(dim: -1));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Tolerance wide = new(1e-4, 0, "16 products of order 1/16, each rounded in float32");
        Verdict relative = ObservationComparer.Tensors(evidence.Tensor("products") with { Name = "products of shifted positions" },
            evidence.Tensor("products of shifted positions"), wide);
        if (!relative.Passed)
            return relative.WithHint(
                "Both columns of a pair turn by the same angle, position · θ^(−2i/D), as a rotation: one sine has a minus sign.");
        Verdict lengths = ObservationComparer.Tensors(
            evidence.Tensor("squared lengths") with { Name = "squared lengths after the rotation" },
            evidence.Tensor("squared lengths after the rotation"), wide);
        return lengths.Passed
            ? evidence.EqualsExpected(wide)
            : lengths.WithHint("A rotation keeps cos² + sin² = 1: both belong to the same angle.");
    }
}

public sealed class RopePositions()
    : Check("M03.E3.positions",
        "uses the positions that it is given: in any order, repeated, from a cache, one set for each sequence", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(4, 32);
        Tensor x = probe.Random.Normal(2, 5, 4);
        Tensor whole = rope.call(x, Tables.Ids(0, 1, 2, 3, 4));
        probe.Observe("all at once", whole);
        probe.Observe("in two parts",
            cat([rope.call(x.narrow(1, 0, 3), Tables.Ids(0, 1, 2)), rope.call(x.narrow(1, 3, 2), Tables.Ids(3, 4))], 1));
        probe.Observe("out of order and repeated", rope.call(x, Tables.Ids(30, 2, 2, 31, 0)));
        probe.Observe("a position for each vector", rope.call(x, probe.Random.Integers(0, 32, 2, 5)));
        probe.Observe("heads in between", rope.call(probe.Random.Normal(2, 3, 2, 4), Tables.Ids(7, 8, 20, 21).reshape(2, 1, 2)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        Verdict cached = ObservationComparer.Tensors(evidence.Tensor("all at once") with { Name = "in two parts" },
            evidence.Tensor("in two parts"), Tolerance.Operator);
        return cached.Passed
            ? evidence.EqualsExpected(Tolerance.Operator)
            : cached.WithHint("Take the rows of the table at `positions`, not its first rows.");
    }
}

public sealed class RopeState() : Check("M03.E3.state", "saves nothing, and has no parameters")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(4, 8);
        probe.Observe("names in the state dictionary", Tables.Names(rope));
        probe.Observe("parameters", (double)rope.parameters().Count());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Register tables as buffers with `persistent: false`; a checkpoint with them could not be loaded for another length.");
}

public sealed class RopeGradient() : Check("M03.E3.gradient", "turns gradients back by the same angle")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (RopeLayout layout in (RopeLayout[])[RopeLayout.Interleaved, RopeLayout.Half])
        {
            Tensor x = probe.Random.Normal(3, 6).requires_grad_();
            (new Rope(6, 16, layout: layout).call(x, Tables.Ids(2, 0, 11)) * probe.Random.Normal(3, 6)).sum().backward();
            probe.Observe($"gradient of x, {layout}", x.grad);
        }
    }
}

public sealed class RopeBadArguments()
    : Check("M03.E3.bad-arguments", "refuses odd widths, positions outside its range, and shapes that do not fit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var rope = new Rope(4, 8);
        Tensor x = probe.Random.Normal(2, 3, 4);
        probe.ObserveThrows<ArgumentException>("Rope(5, 8)", () => _ = new Rope(5, 8));
        probe.ObserveThrows<ArgumentException>("Rope(4, 0)", () => _ = new Rope(4, 0));
        probe.ObserveThrows<ArgumentException>("Rope(4, 8, theta: -1)", () => _ = new Rope(4, 8, -1));
        probe.ObserveThrows<ArgumentException>("Rope(0, 8)", () => _ = new Rope(0, 8));
        probe.ObserveThrows<ArgumentException>("Rope(4, 8, theta: 0)", () => _ = new Rope(4, 8, 0));
        probe.ObserveThrows<ArgumentException>("a layout that there is not", () => _ = new Rope(4, 8, layout: (RopeLayout)7));
        probe.ObserveAccepts("Rope(2, 8, theta: 1)", () => _ = new Rope(2, 8, 1));
        probe.ObserveThrows<ArgumentException>("vectors of int64", () => rope.call(ones(3, 4, ScalarType.Int64), Tables.Ids(0, 1, 2)));
        probe.ObserveThrows<ArgumentException>("a vector without positions", () => rope.call(probe.Random.Normal(4), Tables.Ids(0)));
        probe.ObserveThrows<ArgumentException>("positions in int32", () => rope.call(x, Tables.Ids(0, 1, 2).to(ScalarType.Int32)));
        probe.ObserveThrows<ArgumentException>("position 8 of 8 alone", () => rope.call(x.narrow(1, 0, 1), Tables.Ids(8)));
        probe.ObserveThrows<ArgumentException>("positions with more axes than the vectors",
            () => rope.call(x, Tables.Ids(0, 1, 2).reshape(1, 1, 3)));
        probe.ObserveAccepts("no vectors at no positions", () => rope.call(zeros(2, 0, 4), zeros(0, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("position 8 of 8", () => rope.call(x, Tables.Ids(6, 7, 8)));
        probe.ObserveThrows<ArgumentException>("position -1", () => rope.call(x, Tables.Ids(-1, 0, 1)));
        probe.ObserveThrows<ArgumentException>("2 positions for 3 vectors", () => rope.call(x, Tables.Ids(0, 1)));
        probe.ObserveThrows<ArgumentException>("vectors of width 8", () => rope.call(probe.Random.Normal(3, 8), Tables.Ids(0, 1, 2)));
        probe.ObserveAccepts("position 7 of 8", () => rope.call(x, Tables.Ids(0, 7, 7)));
        probe.ObserveAccepts("one position for all", () => rope.call(x, Tables.Ids(5)));
    }
}

public sealed class RopeLeavesNothing() : Check("M03.E3.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Rope interleaved = new(4, 8), half = new(4, 8, layout: RopeLayout.Half);
        Tensor x = probe.Random.Normal(2, 3, 4), positions = Tables.Ids(0, 1, 2);
        probe.ObserveLeak("tensors left by forward", () => interleaved.call(x, positions));
        probe.ObserveLeak("tensors left in the half layout", () => half.call(x, positions));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
