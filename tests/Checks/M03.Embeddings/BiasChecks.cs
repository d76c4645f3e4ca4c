namespace LLMCourse.Checks.M03;

public sealed class AlibiSlopes()
    : VisibleCheck("M03.E4.slopes", "gives every head its slope, also where the heads are no power of two", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (int heads in (int[])[1, 2, 3, 8, 12, 16, 20])
            probe.Observe($"slopes of {heads} heads", Alibi.Slopes(heads).AsEnumerable());
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(0, 1e-12, "a power of two is computed in float64"));
}

public sealed class AlibiBias()
    : Check("M03.E4.alibi", "lowers scores by the slope times the distance, with the queries at the end of the keys", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Bias(4, 5, 5)", Alibi.Bias(4, 5, 5));
        probe.Observe("Bias(12, 3, 7)", Alibi.Bias(12, 3, 7));
        probe.Observe("Bias(2, 1, 6)", Alibi.Bias(2, 1, 6));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Operator);
}

public sealed class AlibiExtends()
    : Check("M03.E4.extends", "does not depend on the length: a longer bias contains the shorter one, and depends on the distance alone")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = Alibi.Bias(6, 24, 24);
        probe.Observe("Bias(6, 12, 12)", Alibi.Bias(6, 12, 12));
        probe.Observe("the first 12 of Bias(6, 24, 24)", all.narrow(1, 0, 12).narrow(2, 0, 12));
        probe.Observe("the last 12 of Bias(6, 24, 24)", all.narrow(1, 12, 12).narrow(2, 12, 12));
    }

    public override Verdict Judge(Evidence evidence)
    {
        TensorObservation small = evidence.Tensor("Bias(6, 12, 12)");
        foreach (string part in (string[])["the first 12 of Bias(6, 24, 24)", "the last 12 of Bias(6, 24, 24)"])
        {
            Verdict same = ObservationComparer.Tensors(small with { Name = part }, evidence.Tensor(part), Tolerance.Operator);
            if (!same.Passed) return same.WithHint("Only the distance of query and key counts; divide by no length.");
        }

        return evidence.EqualsExpected(Tolerance.Operator);
    }
}

public sealed class RelativeBuckets()
    : LateCheck("M03.E4.buckets", "puts every distance into its bucket, in both directions and in one", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        int[] distances = [.. Enumerable.Range(-70, 141), -80, 80, -127, -128, -129, -5000, 127, 128, 129, 5000];

        // In the last one 20 and 80 stand on boundaries which rounded logarithms fall short of.
        foreach ((int buckets, int maximum, bool both) in new[]
            { (32, 128, true), (32, 128, false), (8, 20, true), (16, 60, false), (20, 160, true) })
        {
            var bias = new RelativeBias(1, buckets, maximum, both);
            probe.Observe($"buckets {buckets}, at most {maximum}, {(both ? "both directions" : "backwards")}",
                distances.Select(d => bias.Bucket(d)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class RelativeBiasOutput()
    : Check("M03.E4.relative", "looks up a learned bias for every head, query and key, 0 at first", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("names", Tables.Names(new RelativeBias(3, 8, 20)));
        probe.Observe("a new bias", new RelativeBias(3, 8, 20).Bias(2, 2));
        foreach (bool both in (bool[])[true, false])
        {
            RelativeBias bias = Make(probe.Random, 3, 8, 20, both);
            probe.Observe($"Bias(6, 6), {both}", bias.Bias(6, 6));
            probe.Observe($"Bias(2, 30), {both}", bias.Bias(2, 30));
        }

        probe.Observe("Bias(1, 6) of one head", Make(probe.Random, 1, 8, 20).Bias(1, 6));
        RelativeBias trained = Make(probe.Random, 2, 4, 8);
        _ = trained.Bias(3, 3);
        _ = trained.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = probe.Random.Normal(4, 2) });
        probe.Observe("Bias(3, 3), after the weights have changed", trained.Bias(3, 3));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);

    internal static RelativeBias Make(CheckRandom random, int heads, int buckets, int maximum, bool both = true)
    {
        var bias = new RelativeBias(heads, buckets, maximum, both);
        _ = bias.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = random.Normal(buckets, heads) });
        return bias;
    }
}

public sealed class RelativeBiasGradient() : Check("M03.E4.gradient", "lets the gradient of every place add up in its bucket's row")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        RelativeBias bias = RelativeBiasOutput.Make(probe.Random, 2, 8, 20);
        (bias.Bias(5, 9) * probe.Random.Normal(2, 5, 9)).sum().backward();
        probe.Observe("gradient of the table", bias.get_parameter("weight")?.grad);
    }
}

public sealed class BiasBadArguments()
    : Check("M03.E4.bad-arguments", "refuses zero heads, zero queries, more queries than keys, and impossible bucket sizes")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var bias = new RelativeBias(2);
        probe.ObserveThrows<ArgumentException>("Slopes(0)", () => _ = Alibi.Slopes(0));
        probe.ObserveThrows<ArgumentException>("Bias(0, 2, 2)", () => _ = Alibi.Bias(0, 2, 2));
        probe.ObserveThrows<ArgumentException>("Bias(4, 0, 2)", () => _ = Alibi.Bias(4, 0, 2));
        probe.ObserveThrows<ArgumentException>("Bias(4, 3, 2)", () => _ = Alibi.Bias(4, 3, 2));
        probe.ObserveThrows<ArgumentException>("a learned bias of 3 queries and 2 keys", () => bias.Bias(3, 2));
        probe.ObserveThrows<ArgumentException>("a learned bias without queries", () => bias.Bias(0, 2));
        probe.ObserveThrows<ArgumentException>("10 buckets", () => _ = new RelativeBias(2, 10));
        probe.ObserveThrows<ArgumentException>("a greatest distance of 8 with 8 buckets", () => _ = new RelativeBias(2, 8, 8));
        probe.ObserveThrows<ArgumentException>("0 buckets", () => _ = new RelativeBias(2, 0));
        probe.ObserveAccepts("4 buckets", () => _ = new RelativeBias(2, 4, 16));
        probe.ObserveThrows<ArgumentException>("a learned bias without heads", () => _ = new RelativeBias(0));
        probe.ObserveAccepts("Bias(4, 2, 2)", () => _ = Alibi.Bias(4, 2, 2));
        probe.ObserveAccepts("8 buckets and a greatest distance of 9", () => _ = new RelativeBias(2, 8, 9));
    }
}

public sealed class BiasesLeaveNothing() : Check("M03.E4.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var bias = new RelativeBias(2);
        probe.ObserveLeak("tensors left by Alibi.Bias", () => Alibi.Bias(3, 4, 4));
        probe.ObserveLeak("tensors left by RelativeBias.Bias", () => bias.Bias(4, 4));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
