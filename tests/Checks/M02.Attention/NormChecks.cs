namespace LLMCourse.Checks.M02;

public sealed class LayerNormOutput()
    : VisibleCheck("M02.E5.layer-norm", "LayerNorm normalises the last axis with the biased variance, whatever comes before it", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LayerNorm norm = Weights.Fill(new LayerNorm(6), Id);
        probe.Observe("LayerNorm of [2, 3, 6]", norm.call((probe.Random.Normal(2, 3, 6) * 3) + 1));
        probe.Observe("LayerNorm of [6]", norm.call(probe.Random.Normal(6)));
        probe.Observe("LayerNorm with epsilon 0.5", Weights.Fill(new LayerNorm(4, 0.5), Id).call(probe.Random.Normal(2, 4)));
        probe.Observe("LayerNorm in float64", Weights.Fill(new LayerNorm(5), Id).to(ScalarType.Float64).call(probe.Random.Normal64(3, 5)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name.EndsWith("in float64", StringComparison.Ordinal) ? Tolerance.Double : Tolerance);
}

public sealed class RmsNormOutput()
    : Check("M02.E5.rms-norm", "RmsNorm divides by the root of the mean square, whatever comes before the last axis", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        RmsNorm norm = Weights.Fill(new RmsNorm(6), Id);
        probe.Observe("RmsNorm of [2, 3, 6]", norm.call((probe.Random.Normal(2, 3, 6) * 3) + 1));
        probe.Observe("RmsNorm of [6]", norm.call(probe.Random.Normal(6)));
        probe.Observe("RmsNorm with epsilon 0.5", Weights.Fill(new RmsNorm(4, 0.5), Id).call(probe.Random.Normal(2, 4)));
    }
}

public sealed class NormsOfConstants() : Check("M02.E5.constant-rows", "stays finite where a vector is constant or zero")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = stack([full(5, 3f), zeros(5), full(5, -1000f)]);
        probe.Observe("LayerNorm", new LayerNorm(5).call(x));
        probe.Observe("RmsNorm", new RmsNorm(5).call(x));
    }
}

public sealed class NormsOfHalf()
    : LateCheck("M02.E5.half", "computes in float32 for half-precision input and returns the input's dtype", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();

        // Squares of 300 and more are infinite in float16.
        Tensor x = (probe.Random.Normal(3, 8) * 300).to(ScalarType.Float16);
        probe.Observe("LayerNorm of float16", new LayerNorm(8).call(x));
        probe.Observe("RmsNorm of float16", new RmsNorm(8).call(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(2e-3, 2e-3, "float16 carries 3 digits"))
        .WithHint("Widen to float32 before squaring, and come back to the dtype of x at the end.");
}

public sealed class NormsScaleInvariance() : Check("M02.E5.scale", "does not change when the input is multiplied by a positive number")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(4, 16) * 10;
        RmsNorm rms = Weights.Fill(new RmsNorm(16), Id);
        LayerNorm layer = Weights.Fill(new LayerNorm(16), Id);
        probe.Observe("RmsNorm", rms.call(x));
        probe.Observe("RmsNorm of 50·x", rms.call(x * 50));
        probe.Observe("LayerNorm", layer.call(x));
        probe.Observe("LayerNorm of 50·x", layer.call(x * 50));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in (string[])["RmsNorm", "LayerNorm"])
        {
            Verdict same = ObservationComparer.Tensors(evidence.Tensor(name) with { Name = $"{name} of 50·x" },
                evidence.Tensor($"{name} of 50·x"), Tolerance);
            if (!same.Passed) return same;
        }

        return evidence.EqualsExpected(Tolerance);
    }
}

public sealed class NormsGradient() : Check("M02.E5.gradient", "has the gradients of the formula, for the input, the scale and the shift")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LayerNorm layer = Weights.Fill(new LayerNorm(5), Id);
        RmsNorm rms = Weights.Fill(new RmsNorm(5), Id);
        Tensor a = probe.Random.Normal(3, 5).requires_grad_(), b = probe.Random.Normal(3, 5).requires_grad_(),
            weights = probe.Random.Normal(3, 5);
        (layer.call(a) * weights).sum().backward();
        (rms.call(b) * weights).sum().backward();
        probe.Observe("gradient of LayerNorm's input", a.grad);
        probe.Observe("gradient of LayerNorm's weight", layer.get_parameter("weight")?.grad);
        probe.Observe("gradient of LayerNorm's bias", layer.get_parameter("bias")?.grad);
        probe.Observe("gradient of RmsNorm's input", b.grad);
        probe.Observe("gradient of RmsNorm's weight", rms.get_parameter("weight")?.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model);
}

public sealed class NormsNames() : Check("M02.E5.names", "has the documented parameters, with scale 1 and shift 0 at first")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        var layer = new LayerNorm(3);
        var rms = new RmsNorm(3);
        probe.Observe("names of LayerNorm", Weights.Names(layer));
        probe.Observe("names of RmsNorm", Weights.Names(rms));
        probe.Observe("LayerNorm's weight at first", layer.state_dict()["weight"]);
        probe.Observe("LayerNorm's bias at first", layer.state_dict()["bias"]);
        probe.Observe("RmsNorm's weight at first", rms.state_dict()["weight"]);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class NormsBadArguments()
    : Check("M02.E5.bad-arguments", "refuses widths below 1, an epsilon of 0 or less, and inputs of another width")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("LayerNorm(0)", () => _ = new LayerNorm(0));
        probe.ObserveThrows<ArgumentException>("RmsNorm(4, 0)", () => _ = new RmsNorm(4, 0));
        var layer = new LayerNorm(4);
        var rms = new RmsNorm(4);
        probe.ObserveThrows<ArgumentException>("LayerNorm(4) of [2, 5]", () => layer.call(probe.Random.Normal(2, 5)));
        probe.ObserveThrows<ArgumentException>("RmsNorm(4) of [2, 5]", () => rms.call(probe.Random.Normal(2, 5)));
        probe.ObserveThrows<ArgumentException>("LayerNorm(4, 0)", () => _ = new LayerNorm(4, 0));
        probe.ObserveThrows<ArgumentException>("RmsNorm(0)", () => _ = new RmsNorm(0));
        probe.ObserveThrows<ArgumentException>("LayerNorm(4) of int64", () => layer.call(ones(2, 4, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("RmsNorm(4) of int64", () => rms.call(ones(2, 4, ScalarType.Int64)));
        probe.ObserveThrows<ArgumentException>("LayerNorm(4) of a number", () => layer.call(tensor(1f)));
        probe.ObserveThrows<ArgumentException>("RmsNorm(4) of a number", () => rms.call(tensor(1f)));
        probe.ObserveAccepts("LayerNorm(4) of [2, 4]", () => layer.call(probe.Random.Normal(2, 4)));
        probe.ObserveAccepts("RmsNorm(4) of [2, 4]", () => rms.call(probe.Random.Normal(2, 4)));
    }
}

public sealed class NormsLeaveNothing() : Check("M02.E5.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = probe.Random.Normal(2, 4);
        var layer = new LayerNorm(4);
        var rms = new RmsNorm(4);
        probe.ObserveLeak("tensors left by LayerNorm", () => layer.call(x));
        probe.ObserveLeak("tensors left by RmsNorm", () => rms.call(x));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}
