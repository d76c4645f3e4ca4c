namespace LLMCourse.Checks.M03;

public sealed class SinusoidalTable()
    : VisibleCheck("M03.E2.table", "has the documented sines in even columns and cosines in odd ones", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Table(6, 4)", SinusoidalPe.Table(6, 4));
        probe.Observe("Table(1, 2)", SinusoidalPe.Table(1, 2));
        probe.Observe("Table(3, 10)", SinusoidalPe.Table(3, 10));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class SinusoidalLatePositions() : Check("M03.E2.late-positions", "is right to six digits for late positions too")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("the last 5 rows of Table(6000, 8)", SinusoidalPe.Table(6000, 8).narrow(0, 5995, 5));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator)
        .WithHint(
            "Compute angles in float64 and convert the finished table: an angle of 6000 has three digits after the point left in float32.");
}

public sealed class SinusoidalRotation()
    : Check("M03.E2.rotation", "turns every pair by an angle that depends on the shift alone", points: 2)
{
    private const int Shift = 7, Width = 12, Positions = 60;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("table", SinusoidalPe.Table(Positions, Width));
    }

    public override Verdict Judge(Evidence evidence)
    {
        TensorObservation table = evidence.Tensor("table");
        if (!table.Shape.SequenceEqual([Positions, Width])) return evidence.EqualsExpected(Tolerance.Operator);
        for (int pair = 0; pair < Width; pair += 2)
        {
            // The rotation from position 0 to Shift, of (cos, sin); it has to lead from any other position as far.
            (double c, double s) = At(Shift, pair);
            (double c0, double s0) = At(0, pair);
            (double turnC, double turnS) = ((c * c0) + (s * s0), (s * c0) - (c * s0));
            for (int p = 0; p + Shift < Positions; p++)
            {
                (double x, double y) = At(p, pair);
                (double movedX, double movedY) = At(p + Shift, pair);
                if (Math.Abs((x * turnC) - (y * turnS) - movedX) > 1e-5 || Math.Abs((x * turnS) + (y * turnC) - movedY) > 1e-5)
                    return Verdict.Fail("A shift by a number of positions is not a rotation of every pair of columns.",
                        $"Columns {pair} and {pair + 1} fail at position {p}, shifted by {Shift}.",
                        "The sine in column 2i and the cosine in column 2i + 1 have the same frequency.");
            }
        }

        return evidence.EqualsExpected(Tolerance.Operator);

        (double Cosine, double Sine) At(int p, int pair) => (table.Values[(p * Width) + pair + 1], table.Values[(p * Width) + pair]);
    }
}

public sealed class LearnedOutput()
    : Check("M03.E2.learned", "adds the learned row of every position, the same in every sequence", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LearnedPositions positions = Make(probe.Random, 5, 4);
        probe.Observe("x [2, 3, 4]", positions.call(probe.Random.Normal(2, 3, 4)));
        probe.Observe("x [2, 2, 5, 4]", positions.call(probe.Random.Normal(2, 2, 5, 4)));
        probe.Observe("x [1, 4]", positions.call(probe.Random.Normal(1, 4)));
        probe.Observe("names", Tables.Names(positions));
    }

    internal static LearnedPositions Make(CheckRandom random, int positions, int width)
    {
        var module = new LearnedPositions(positions, width);
        _ = module.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = random.Normal(positions, width) });
        return module;
    }
}

public sealed class LearnedGradient()
    : LateCheck("M03.E2.gradient", "lets gradients through to x and to the rows that were used, over the whole batch")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LearnedPositions positions = LearnedOutput.Make(probe.Random, 4, 3);
        Tensor x = probe.Random.Normal(3, 2, 3).requires_grad_();
        (positions.call(x) * probe.Random.Normal(3, 2, 3)).sum().backward();
        probe.Observe("gradient of x", x.grad);
        probe.Observe("gradient of the table", positions.get_parameter("weight")?.grad);
    }
}

public sealed class PositionBadArguments()
    : Check("M03.E2.bad-arguments", "refuses odd widths, zero positions, more positions than the table has, and another width")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LearnedPositions positions = LearnedOutput.Make(probe.Random, 4, 6);
        probe.ObserveThrows<ArgumentException>("Table(4, 5)", () => SinusoidalPe.Table(4, 5));
        probe.ObserveThrows<ArgumentException>("Table(4, 0)", () => SinusoidalPe.Table(4, 0));
        probe.ObserveThrows<ArgumentException>("Table(0, 4)", () => SinusoidalPe.Table(0, 4));
        probe.ObserveThrows<ArgumentException>("5 positions with a table of 4", () => positions.call(zeros(1, 5, 6)));
        probe.ObserveThrows<ArgumentException>("a width of 1 with a table of 6", () => positions.call(zeros(2, 3, 1)));
        probe.ObserveThrows<ArgumentException>("one vector without positions", () => positions.call(zeros(6)));
        probe.ObserveThrows<ArgumentException>("LearnedPositions(4, 0)", () => _ = new LearnedPositions(4, 0));
        _ = manual_seed(8);
        probe.Observe("new positions deviate by about 0.02",
            new LearnedPositions(200, 50).state_dict().Values.First().std().item<float>() is > 0.0185f and < 0.0215f);
        probe.ObserveThrows<ArgumentException>("LearnedPositions(0, 6)", () => _ = new LearnedPositions(0, 6));
        probe.ObserveAccepts("4 positions with a table of 4", () => positions.call(zeros(1, 4, 6)));
        probe.ObserveAccepts("Table(1, 2)", () => SinusoidalPe.Table(1, 2));
    }
}

public sealed class PositionsLeaveNothing() : Check("M03.E2.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LearnedPositions positions = LearnedOutput.Make(probe.Random, 4, 2);
        Tensor x = probe.Random.Normal(2, 3, 2);
        probe.ObserveLeak("tensors left by Table", () => SinusoidalPe.Table(4, 4));
        probe.ObserveLeak("tensors left by forward", () => positions.call(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
